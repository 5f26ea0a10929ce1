import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { certificateKinds } from '../../../domain/invoice/payments/expected-certificates.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { invoiceStatuses, settlementOf, statusOn } from '../../../domain/invoice/status.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import { vacuum } from '../../projections/invoices/testing/large-table.ts'
import type { RowPosition } from '../../read-model/cursor.ts'
import type { Row } from '../../read-model/rows/invoice-row.ts'
import { changeOf, saveRows } from '../../read-model/rows/invoice-table.ts'
import { numberWords } from '../../read-model/search/lexemes.ts'
import { wordsOf } from '../../read-model/search/words.ts'
import { cursorOf, positionOf } from './cursor.ts'
import { type Filter, filter as filterInput } from './filter.ts'
import { type Order, orderNames, orders } from './order.ts'
import { type Limits, type Page, readPage } from './read-page.ts'
import type { PageRequest } from './statements.ts'

const [tenantId, today] = ['acme', '2026-11-20']

const noteNumberOf = (index: number): string => `MUSHAK-6.7-2024-10-${String(index + 1).padStart(6, '0')}`

/** Rows, many with the same instant, due date or total, and the words by which each is found. */
const ledger = [...sampleInvoices({ tenantId, count: 150, until: `${today}T06:00:00.000Z` })].map(
  ({ invoice, events }, index) => {
    const change = changeOf(invoice, events.length - 1, -1)
    const { createdAt, dueDate, grandTotal } = change.row
    const row: Row = {
      ...change.row,
      ...{
        place: index % 4 ? 'MAIN' : 'CTG',
        lacksVds: String(index % 3 === 0),
        lacksTds: String(index % 5 === 0),
      },
      noteNumbers: `{${noteNumberOf(index)}}`,
      createdAt: `${createdAt?.slice(0, 7)}-01T00:00:00.500Z`,
      dueDate: `${dueDate?.slice(0, 7)}-15`,
      grandTotal: `${grandTotal?.replace(/\d{1,5}\.\d\d$/, '00000')}.00`,
    }
    const { buyer, seller, lines, invoiceNumber, mushakNumber } = invoice
    const texts = [buyer.name, buyer.tin, buyer.bin, seller.name, seller.tin, seller.bin]
    const words = [...texts, ...lines.map((line) => line.description)].flatMap((text) => wordsOf(text ?? ''))
    const numbers = [invoiceNumber, mushakNumber].flatMap((number) => numberWords(number ?? ''))
    const moved = { ...invoice, dueDate: String(row.dueDate) }
    return { change: { ...change, row }, row, invoice: moved, words, numbers }
  },
)
type Entry = (typeof ledger)[number]

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const owner = connect(database.owner)
  await provisionTenant(owner, tenantId)
  const changes = ledger.map(({ change }) => change)
  await saveRows(owner, { tenantId, version: 1 }, changes)
  // The ways of reading depend on the size of the tables.
  await vacuum(owner, `tenant_${tenantId}_v1`)
})
afterAll(() => database.drop())

const hasWord = ({ words, numbers }: Entry, word: string): boolean => {
  const digitsAlone = /^\d+$/.test(word)
  if (word.length >= (digitsAlone ? 4 : 3))
    return words.some((one) => one.includes(word)) || numbers.some((one) => one.startsWith(word))
  return [...words, ...numbers].some((one) => (digitsAlone ? one === word : one.startsWith(word)))
}

const isOpen = (invoice: ExistingInvoice): boolean =>
  invoice.status === 'ISSUED' && settlementOf(invoice).balance > 0n

/** Whether the invoice matches the filter, by the rules of the domain and without the database. */
const matches = (entry: Entry, filter: Filter): boolean => {
  const { row, invoice } = entry
  const within = (value: string | null, from?: string, to?: string) =>
    (from === undefined && to === undefined) ||
    (value !== null && value >= (from ?? '') && value <= (to ?? '9'))
  const total = Number(row.grandTotal)
  return (
    (filter.status?.includes(statusOn(invoice, today)) ?? true) &&
    (filter.openOnly !== true || isOpen(invoice)) &&
    (filter.customerId ?? row.customerId) === row.customerId &&
    (filter.vendorId ?? row.vendorId) === row.vendorId &&
    (filter.fiscalYear ?? invoice.fiscalYear) === invoice.fiscalYear &&
    within(row.invoiceDate, filter.invoiceDateFrom, filter.invoiceDateTo) &&
    within(row.dueDate, filter.dueDateFrom, filter.dueDateTo) &&
    within(row.issueDate, filter.issueDateFrom, filter.issueDateTo) &&
    (filter.place ?? row.place) === row.place &&
    (filter.lacksCertificate !== 'VDS' || row.lacksVds === 'true') &&
    (filter.lacksCertificate !== 'TDS' || row.lacksTds === 'true') &&
    (filter.noteNumber === undefined || row.noteNumbers === `{${filter.noteNumber}}`) &&
    (filter.mushakNumber === undefined ||
      [row.mushakNumber, row.noteNumbers?.slice(1, -1)].includes(filter.mushakNumber)) &&
    total >= Number(filter.grandTotalMin ?? 0) &&
    total <= Number(filter.grandTotalMax ?? Infinity) &&
    wordsOf(filter.text ?? '').every((word) => hasWord(entry, word))
  )
}

const sorted = (entries: readonly Entry[], order: Order): string[] => {
  const { column, direction } = orders[order]
  const key = ({ row }: Entry) => `${String(row[column]).padStart(30, '0')} ${row.id}`
  const ids = entries
    .toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
    .map(({ row }) => String(row.id))
  return direction === 'asc' ? ids : ids.reverse()
}

const everything = { rows: true, totalCount: true }

const readAnyPage = (
  request: Partial<PageRequest>,
  parts = everything,
  limits?: Limits | undefined,
): Promise<Page> =>
  asTenant(connect(database.reader), { tenantId }, (sql) => {
    const whole = { filter: {}, order: 'NEWEST', size: 20, position: undefined, backwards: false } as const
    const bounds = { paths: undefined, maxBytes: 4 * 1024 * 1024 }
    return readPage(sql, { tenantId, today, ...whole, ...bounds, ...request }, parts, limits)
  })

/** Reads all pages of a list, one after the other. The ids are in the order of the list. */
const readAllPages = async (
  filter: Filter,
  { order, size, backwards, paths }: Pick<PageRequest, 'order' | 'size' | 'backwards' | 'paths'>,
  limits: Limits | undefined,
) => {
  const pages: Page[] = []
  for (let position: RowPosition | undefined; ; ) {
    const page = await readAnyPage({ filter, order, size, backwards, position, paths }, everything, limits)
    pages.push(page)
    const edge = page.rows.at(-1)
    if (!page.more || !edge) break
    position = positionOf(cursorOf(edge, order, filter), order, filter)
  }
  const ids = pages.flatMap(({ rows }) => rows.map(({ id }) => id))
  const counts = new Set(pages.map(({ totalCount }) => totalCount))
  return {
    ids: backwards ? ids.reverse() : ids,
    counts: [...counts],
  }
}

const oneOf = <Value>(from: readonly (Value | null)[]) =>
  fc.constantFrom(...from.filter((value) => value !== null))
const column = (name: keyof Row) => oneOf(ledger.map(({ row }) => row[name]))
const part = fc
  .tuple(
    oneOf(ledger.flatMap(({ words, numbers }) => [...words, ...numbers])),
    fc.nat(6),
    fc.integer({ min: 1, max: 8 }),
  )
  .map(([word, from, length]) => word.slice(from, from + length))
  .filter((text) => /^[^\p{M}]/u.test(text))
const filters = fc
  .array(
    fc.oneof(
      fc.record({
        status: fc.uniqueArray(fc.constantFrom(...invoiceStatuses), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ openOnly: fc.boolean() }),
      fc.record({ place: fc.constantFrom('MAIN', 'CTG', 'KHL') }),
      fc.record({ lacksCertificate: fc.constantFrom(...certificateKinds) }),
      fc.record({ noteNumber: fc.nat(160).map(noteNumberOf) }),
      fc.record({ mushakNumber: fc.oneof(column('mushakNumber'), fc.nat(160).map(noteNumberOf)) }),
      ...(['customerId', 'vendorId', 'fiscalYear'] as const).map((name) =>
        fc.record({ [name]: column(name) }),
      ),
      fc.record({ invoiceDateFrom: column('invoiceDate') }),
      fc.record({ dueDateTo: column('dueDate') }),
      fc.record({ issueDateFrom: column('issueDate') }),
      fc.record({ grandTotalMin: column('grandTotal') }),
      fc.record({ text: fc.array(part, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')) }),
    ),
    { maxLength: 3 },
  )
  .map((conditions): object => Object.assign({}, ...conditions))
const requests = fc.record({
  order: fc.constantFrom(...orderNames),
  size: fc.constantFrom(1, 7, 50),
  backwards: fc.boolean(),
  paths: fc.constantFrom(undefined, ['id', 'grandTotal.amount']),
})

const large = { searchPages: 0, countWhole: 0 }

/** With small limits 150 invoices are read in the ways in which 1,000,000 are. */
const someLimits = fc.constantFrom(
  undefined,
  { count: 2, near: 4, nearText: 4, gather: 0, ...large, gatherText: 0, frequent: 0 },
  { count: 2, near: 4, nearText: 4, gather: 1, ...large, gatherText: 1_000, frequent: 0 },
  { count: 20, near: 10, nearText: 3, gather: 0.1, ...large, gatherText: 0, frequent: 0.3 },
  { count: 20, near: 10, nearText: 3, gather: 0.1, ...large, gatherText: 0, frequent: 1 },
)

test('39 the pages of any list contain every matching invoice once and in order, and its count', async () => {
  await fc.assert(
    fc.asyncProperty(filters, requests, someLimits, async (fields, request, limits) => {
      const filter = filterInput.parse(fields)
      const expected = sorted(
        ledger.filter((entry) => matches(entry, filter)),
        request.order,
      )
      const count = Math.min(expected.length, limits?.count ?? expected.length)
      expect(await readAllPages(filter, request, limits)).toEqual({ ids: expected, counts: [count] })
    }),
    { numRuns: 200 },
  )
}, 120_000)

test('only the selected parts of a page are read', async () => {
  const page = await readAnyPage({ paths: ['id'] }, { rows: true, totalCount: false })
  expect([page.rows.length, page.more, page.totalCount]).toEqual([20, true, 0])
  const count = await readAnyPage({}, { rows: false, totalCount: true })
  expect([count.rows.length, count.totalCount]).toEqual([0, ledger.length])
})

test('a page ends where its states have enough bytes, and the next one begins there', async () => {
  const whole = await readAnyPage({})
  const stateBytes = whole.rows.map((row) => ('state' in row ? Buffer.byteLength(row.state ?? '') : 0))
  const maxBytes = stateBytes.slice(0, 7).reduce((sum, bytes) => sum + bytes)
  for (const backwards of [false, true]) {
    const page = await readAnyPage({ maxBytes, backwards })
    expect(page.more).toBe(true)
    expect(page.rows.length).toBeGreaterThan(1)
    expect(page.rows.length).toBeLessThan(20)
  }
  expect((await readAnyPage({ maxBytes })).rows).toEqual(whole.rows.slice(0, 7))
  expect((await readAnyPage({ maxBytes: 1 })).rows).toEqual(whole.rows.slice(0, 1))
  expect((await readAnyPage({ maxBytes: 1, paths: ['id'] })).rows).toHaveLength(20)
})
