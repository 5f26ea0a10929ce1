import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import type { Paths } from '../selected.ts'
import { changeOf, saveRows } from './invoice-table.ts'
import { isNarrow, narrowPaths, rowView, type ViewRow, viewColumns } from './row-view.ts'

const tenantId = 'acme'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const owner = connect(database.owner)
  await provisionTenant(owner, tenantId)
  const samples = [...sampleInvoices({ tenantId, count: 120, until: '2026-11-20T06:00:00.000Z' })]
  await saveRows(
    owner,
    tenantId,
    samples.map(({ invoice, events }) => changeOf(invoice, events.length - 1, -1)),
  )
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
  expect(narrow).toHaveLength(120)
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

test('every path that columns answer is in their view', async () => {
  const [row] = await readRows([])
  const view = rowView(row as ViewRow, [], '2026-11-20') as Record<string, unknown>
  for (const path of narrowPaths) {
    const [field = '', inner] = path.split('.')
    expect(view).toHaveProperty(inner === undefined ? [field] : [field, inner])
  }
})

test.each([
  [[], true],
  [['id', 'grandTotal.amount', 'vendor.id', 'buyer.name'], true],
  [['id', 'buyer.address'], false],
  [['buyer'], false],
  [['lineItems.id'], false],
  [undefined, false],
])('columns answer %j: %s', (paths, narrow) => {
  expect(isNarrow(paths)).toBe(narrow)
})

test('a view of a state has only the selected fields', async () => {
  const paths = ['lineItems.id', 'notes.number']
  const [row] = await readRows(paths)
  const view = rowView(row as ViewRow, paths, '2026-11-20')
  expect(Object.keys(view).toSorted()).toEqual(['id', 'lineItems', 'notes', 'revision'])
  expect(Object.keys(view.lineItems?.[0] ?? {})).toEqual(['id'])
})
