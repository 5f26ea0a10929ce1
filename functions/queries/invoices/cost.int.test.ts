import { beforeAll, expect, test } from '@jest/globals'
import { vacuum } from '../../projections/invoices/testing/large-table.ts'
import type { Filter } from './filter.ts'
import { orderNames } from './order.ts'
import {
  findExpensiveCounts,
  findExpensivePages,
  measurePages,
  owner,
  pageRequest,
  schema,
  useLargeTable,
} from './testing/cost.ts'
import { commonPairs, frequentTexts, singleFilters, textPairs, texts } from './testing/filters.ts'

useLargeTable()

let numbers: { invoiceNumber: string; mushakNumber: string }
beforeAll(async () => {
  const sql = owner()
  const [row] = await sql<(typeof numbers)[]>`
    select "invoiceNumber", "mushakNumber" from ${sql(schema)}.invoices
    where "mushakNumber" is not null order by id limit 1`
  if (!row) throw new Error('No invoice of the table is issued')
  numbers = row
})

test('every filter and common pair reads at most 2,000 disk pages in each order and direction', async () => {
  expect(await findExpensivePages([...singleFilters, ...commonPairs])).toEqual([])
})

test('what an index contains is found without the 1,400 pages of a whole order', async () => {
  // By due date a year is too much to gather, so it is read along the order.
  const filters = [...singleFilters, ...commonPairs].filter(
    ({ place, lacksCertificate, fiscalYear }) => !place && !lacksCertificate && !fiscalYear,
  )
  expect(await findExpensivePages(filters, 1_000)).toEqual([])
})

test('invoices of a year by due date are read from its first day on', async () => {
  const filters: Filter[] = [
    { fiscalYear: '2025-2026' },
    { invoiceDateFrom: '2026-01-01' },
    { fiscalYear: '2024-2025', invoiceDateFrom: '2025-03-01', status: ['PAID'] },
  ]
  for (const filter of filters) expect(await measurePages(pageRequest(filter, 'DUE_DATE'))).toBeLessThan(300)
})

test('a rare or missing value of a filter is counted by its index', async () => {
  const filters: Filter[] = [
    ...(['DRAFT', 'PENDING_APPROVAL'] as const).map((status) => ({ status: [status] })),
    ...[{ customerId: 'nobody' }, { fiscalYear: '2010-2011' }, { grandTotalMin: '99999999' }],
    ...['invoiceDateTo', 'dueDateTo', 'issueDateTo'].map((name) => ({ [name]: '2000-01-01' })),
  ]
  expect(await findExpensiveCounts(filters, 300)).toEqual([])
})

test('the count of every filter, with and without a text, reads at most 2,000 disk pages', async () => {
  const searches = texts.map((text) => ({ text }))
  const filters = [...singleFilters, ...commonPairs, ...searches, ...textPairs]
  expect(await findExpensiveCounts(filters)).toEqual([])
})

test('a number is looked up by its index', async () => {
  const { invoiceNumber, mushakNumber } = numbers
  const noteNumber = 'MUSHAK-6.7-2024-10-000005'
  const notes = [{ noteNumber }, { mushakNumber: noteNumber }, { noteNumber: 'none' }]
  for (const filter of [{ invoiceNumber }, { mushakNumber }, { invoiceNumber: 'none' }, ...notes]) {
    expect(await measurePages(pageRequest(filter, 'NEWEST'))).toBeLessThan(50)
  }
})

test('a search for a rare or frequent text, English or Bangla, reads at most 2,000 disk pages', async () => {
  const { invoiceNumber, mushakNumber } = numbers
  const searches = [...texts, ...frequentTexts, invoiceNumber, mushakNumber, `${mushakNumber}1`]
  const filters = [...searches.map((text) => ({ text })), ...textPairs, { text: 'inv', mushakNumber }]
  expect(await findExpensivePages(filters)).toEqual([])
})

test('a page that columns answer reads fewer disk pages than one that needs the states', async () => {
  const paths = ['id', 'invoiceNumber', 'status', 'grandTotal.amount', 'buyer.name']
  for (const order of orderNames) {
    const narrow = await measurePages(pageRequest({}, order, { paths }))
    const wide = await measurePages(pageRequest({}, order))
    // Each of 21 states is out of line: at least a page of the index of such values, and one of the values.
    expect(narrow).toBeLessThanOrEqual(wide - 2 * 21)
  }
  const narrowSearch = await measurePages(pageRequest({ text: 'ananta' }, 'NEWEST', { paths }))
  const wideSearch = await measurePages(pageRequest({ text: 'ananta' }, 'NEWEST'))
  expect(narrowSearch).toBeLessThan(wideSearch)
})

test.each(orderNames)('a page deep in the list of order %s costs as much as the first', async (order) => {
  const key = {
    NEWEST: '2023-01-01T00:00:00Z',
    OLDEST: '2026-01-01T00:00:00Z',
    DUE_DATE: '2026-01-01',
    GRAND_TOTAL: '20000',
  }[order]

  const first = await measurePages(pageRequest({}, order))
  const deep = await measurePages(pageRequest({}, order, { position: { key, id: 'm' } }))

  expect(deep).toBeLessThanOrEqual(first * 1.5)
})

test('rows that changed since the last vacuum do not raise the cost above 2,000 disk pages', async () => {
  // One row in a hundred, everywhere in the tables: autovacuum starts when more have changed.
  await owner().unsafe(`update "${schema}".invoices set revision = revision + 1 where hashtext(id) % 100 = 0`)
  await owner().unsafe(
    `update "${schema}".invoice_search set status = 'PAID' where hashtext(id::text) % 100 = 0`,
  )
  try {
    const filters = [...singleFilters, ...commonPairs]
    expect(await findExpensivePages(filters)).toEqual([])
    expect(await findExpensiveCounts(filters)).toEqual([])
    const searches = ['limited', 'a', 'zq'].map((text) => ({ text }))
    expect(await findExpensivePages(searches)).toEqual([])
  } finally {
    await vacuum(owner(), schema)
  }
})
