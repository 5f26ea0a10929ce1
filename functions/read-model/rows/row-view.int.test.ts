import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { approving, cancelling, creating, crediting, paying } from '../../../domain/testing/examples.ts'
import { invoiceAfter } from '../../../domain/testing/scenario.ts'
import { writingOff } from '../../../domain/testing/settlement.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import type { Paths } from '../selected.ts'
import { changeOf, saveRows } from './invoice-table.ts'
import { narrowPaths, partOf, rowView, type ViewRow, viewColumns } from './row-view.ts'

const tenantId = 'acme'

const accepted = { acceptOverpayment: true }
/** Invoices of 11,500.00 with a write-off, more money than is due, or nothing left. */
const settled = [
  [paying('11499.01'), writingOff()],
  [paying('11499.01'), writingOff(), paying('2', accepted)],
  [paying('15000', accepted)],
  [cancelling(), paying('5', accepted)],
  [crediting([{ lineItemId: 'i-1-1', quantity: '10' }])],
].map((decisions, index) => ({
  ...invoiceAfter(creating(), approving(), ...decisions),
  ...{ createdAt: '2024-10-15T06:00:00.000Z', updatedAt: '2024-10-15T06:00:00.000Z' },
  ...{ id: `00000000-0000-4000-8000-00000000000${index}`, invoiceNumber: `INV-${index}` },
}))

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const owner = connect(database.owner)
  await provisionTenant(owner, tenantId)
  const samples = [...sampleInvoices({ tenantId, count: 120, until: '2026-11-20T06:00:00.000Z' })]
  await saveRows(owner, { tenantId, version: 1 }, [
    ...samples.map(({ invoice, events }) => changeOf(invoice, events.length - 1, -1)),
    ...settled.map((invoice) => changeOf(invoice, 5, -1)),
  ])
})
afterAll(() => database.drop())

const readRows = (paths: Paths): Promise<ViewRow[]> =>
  asTenant(
    connect(database.reader),
    { tenantId },
    (sql) => sql<ViewRow[]>`select ${viewColumns(sql, paths)} from invoices order by id`,
  )

test('the columns of a row answer their fields as its state does, on any date', async () => {
  const paths = [...narrowPaths]
  const [narrow, wide] = [await readRows(paths), await readRows(undefined)]
  expect(narrow).toHaveLength(120 + settled.length)
  const statuses = new Set<unknown>()
  for (const date of ['2020-01-01', '2026-11-20', '2099-12-31']) {
    for (const [index, row] of narrow.entries()) {
      const view = rowView(row, paths, date)
      const state = rowView(wide[index] as ViewRow, undefined, date)
      expect(state).toMatchObject(view)
      statuses.add(view.status)
    }
  }
  expect([...statuses]).toEqual(expect.arrayContaining(['OVERDUE', 'PAID', 'APPROVED', 'DRAFT', 'CANCELLED']))
})

test('the stored balance and status count write-offs and money that came late', async () => {
  const paths = ['status', 'balance', 'refundDue']
  const rows = await readRows(paths)
  const views = rows.slice(0, settled.length).map((row) => rowView(row, paths, '2026-11-20'))
  expect(views.map(({ status, balance, refundDue }) => [status, balance?.amount, refundDue?.amount])).toEqual(
    [
      ['PAID', '0.00', '0.00'],
      ['PAID', '-1.01', '1.01'],
      ['PAID', '-3500.00', '3500.00'],
      ['CANCELLED', '-5.00', '5.00'],
      ['CANCELLED', '0.00', '0.00'],
    ],
  )
})

test('every path that columns answer is in their view, and nothing else but id and revision', async () => {
  const [row] = await readRows([])
  for (const path of narrowPaths) {
    const view = rowView(row as ViewRow, [path], '2026-11-20')
    const [field = '', inner] = path.split('.')
    expect(view).toHaveProperty(inner === undefined ? [field] : [field, inner])
    expect(view).not.toHaveProperty([field], undefined)
    expect(new Set(Object.keys(view))).toEqual(new Set(['id', 'revision', field]))
  }
})

test.each([
  [[], 'columns'],
  [['id', 'grandTotal.amount', 'vendor.id', 'buyer.name'], 'columns'],
  [['id', 'buyer.address'], 'columns-and-buyer'],
  [['buyer'], 'columns-and-buyer'],
  [['buyer.bin', 'lineItems.id'], 'state'],
  [['seller.bin'], 'state'],
  [undefined, 'state'],
])('%j is answered by %s', (paths, part) => {
  expect(partOf(paths)).toBe(part)
})

test('the whole buyer of a row is that of its state', async () => {
  const [rows, wide] = [await readRows(['buyer.nid']), await readRows(undefined)]
  expect(rows).toHaveLength(120 + settled.length)
  for (const [index, row] of rows.entries()) {
    expect(row).not.toHaveProperty('state')
    const state = rowView(wide[index] as ViewRow, undefined, '2026-11-20')
    expect(rowView(row, ['buyer.nid'], '2026-11-20')).toMatchObject({ id: state.id, buyer: state.buyer })
  }
})

test('a view of a state has only the selected fields', async () => {
  const paths = ['lineItems.id', 'notes.number']
  const [row] = await readRows(paths)
  const view = rowView(row as ViewRow, paths, '2026-11-20')
  expect(Object.keys(view).toSorted()).toEqual(['id', 'lineItems', 'notes', 'revision'])
  expect(Object.keys(view.lineItems?.[0] ?? {})).toEqual(['id'])
})
