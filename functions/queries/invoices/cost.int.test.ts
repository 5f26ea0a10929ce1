import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { PendingQuery } from 'postgres'
import { connect, type Queries } from '../../../infra/postgres/connect.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { fillTable, vacuumed } from '../../projections/invoices/testing/large-table.ts'
import type { Filter } from './filter.ts'
import { type Order, orderNames } from './order.ts'
import { countedBy, countLimit, planned, type Way } from './page.ts'
import { type Asked, counted, searched, walked } from './statements.ts'

const tenantId = 'acme'
const today = '2026-11-20'
const schema = 'tenant_acme_v1'
/** Pages of 8 kB that a page of the list may read of 100,000 invoices. */
const bound = 2_000

let database: TestDatabase
let numbers: { invoiceNumber: string; mushakNumber: string }
const owner = () => connect({ ...database.owner, statementTimeoutMs: 120_000 })

beforeAll(async () => {
  database = await testDatabase()
  await fillTable(owner(), { tenantId, today })
  const [row] = await owner()<(typeof numbers)[]>`
    select "invoiceNumber", "mushakNumber" from ${owner()(schema)}.invoices where "mushakNumber" is not null order by id limit 1`
  if (!row) throw new Error('No invoice of the table is issued')
  numbers = row
}, 120_000)
afterAll(() => database.drop())

type Plan = { 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number }
type Explained = { 'QUERY PLAN': [{ Plan: Plan; Serialization?: Plan }] }[]

type Statement = { way: Way; sent(sql: Queries): PendingQuery<never[]> }

const walking = (page: Asked): Statement => ({ way: 'by index', sent: (sql) => walked(sql, page) as never })
const counting = (page: Asked): Statement => ({
  way: countedBy(page),
  sent: (sql) => counted(sql, page, countLimit) as never,
})
const searching = (page: Asked): Statement => ({
  way: 'by index',
  sent: (sql) => searched(sql, page) as never,
})

const cost = ({ way, sent }: Statement): Promise<number> =>
  asTenant(connect(database.reader), { tenantId }, async (sql) => {
    await planned(sql, way)
    return pagesOf(sql, sent(sql))
  })

/** Pages read for a statement's rows, with what their texts need that are kept aside. */
const pagesOf = async (sql: Queries, statement: PendingQuery<never[]>): Promise<number> => {
  const [explained] =
    (await sql`explain (analyze, buffers, serialize text, format json) ${statement}`) as unknown as Explained
  const { Plan, Serialization } = explained?.['QUERY PLAN'][0] ?? { Plan: {} }
  const pages = [Plan, Serialization].reduce(
    (sum, one) => sum + (one?.['Shared Hit Blocks'] ?? 0) + (one?.['Shared Read Blocks'] ?? 0),
    0,
  )
  if (pages === 0) throw new Error('The plan does not tell the pages that it read')
  return pages
}

const asked = (filter: Filter, order: Order, more: Partial<Asked> = {}): Asked => ({
  ...{ tenantId, today, filter, order, size: 20, place: undefined, backwards: false },
  ...more,
})

/** Filters of which a page reads more than the bound, by their names. */
const beyond = async (filters: Filter[], how: (page: Asked) => Statement): Promise<string[]> => {
  const found: string[] = []
  for (const filter of filters) {
    for (const order of orderNames) {
      for (const backwards of [false, true]) {
        const pages = await cost(how(asked(filter, order, { backwards })))
        if (pages > bound)
          found.push(`${JSON.stringify(filter)} ${order} ${backwards ? 'backwards' : 'forwards'}: ${pages}`)
      }
    }
  }
  return found
}

const statuses: Filter[] = (
  ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'PARTIALLY_PAID', 'PAID', 'OVERDUE', 'CANCELLED'] as const
).map((status) => ({
  status: [status],
}))

const alone: Filter[] = [
  {},
  ...statuses,
  { status: ['DRAFT', 'OVERDUE'] },
  ...['C-00001', 'C-00500', 'C-LOST', 'nobody'].map((customerId) => ({ customerId })),
  ...['V-001', 'nobody'].map((vendorId) => ({ vendorId })),
  ...['2022-2023', '2024-2025', '2026-2027', '2010-2011'].map((fiscalYear) => ({ fiscalYear })),
  ...(['invoiceDate', 'dueDate', 'issueDate'] as const).flatMap((date) => [
    { [`${date}From`]: '2023-05-01', [`${date}To`]: '2023-05-31' },
    { [`${date}From`]: '2026-11-15' },
    { [`${date}To`]: '2022-12-31' },
    { [`${date}To`]: '2000-01-01' },
  ]),
  { openOnly: true },
  { grandTotalMin: '2000000' },
  { grandTotalMax: '5000' },
  { grandTotalMin: '100000', grandTotalMax: '101000' },
  { grandTotalMin: '99999999' },
]

const pairs: Filter[] = [
  { customerId: 'C-00001', openOnly: true },
  { customerId: 'C-00001', status: ['DRAFT'] },
  { customerId: 'C-LOST', openOnly: true },
  { customerId: 'C-LOST', invoiceDateFrom: '2026-01-01' },
  { customerId: 'C-00010', fiscalYear: '2023-2024' },
  { status: ['OVERDUE'], invoiceDateFrom: '2023-01-01', invoiceDateTo: '2023-03-31' },
  { status: ['DRAFT'], fiscalYear: '2022-2023' },
  { status: ['PENDING_APPROVAL'], grandTotalMin: '1000000' },
  { fiscalYear: '2022-2023', grandTotalMin: '5000000' },
]

test('every filter alone and every common pair is a walk along one index, in each order and direction', async () => {
  expect(await beyond([...alone, ...pairs], walking)).toEqual([])
}, 60_000)

/** Filters whose count reads more than the bound. */
const countedBeyond = async (filters: Filter[]): Promise<Filter[]> => {
  const costs = await Promise.all(filters.map((filter) => cost(counting(asked(filter, 'NEWEST')))))
  return filters.filter((_, index) => (costs[index] ?? 0) > bound)
}

test('the count of every filter, with a text and without, stays within the narrow table', async () => {
  const texts = [...words, ...parts].map((text) => ({ text }))
  expect(await countedBeyond([...alone, ...pairs, ...texts, ...beside])).toEqual([])
})

test('a number is looked up, not looked for', async () => {
  for (const filter of [
    { invoiceNumber: numbers.invoiceNumber },
    { mushakNumber: numbers.mushakNumber },
    { invoiceNumber: 'none' },
  ]) {
    expect(await cost(walking(asked(filter, 'NEWEST')))).toBeLessThan(50)
  }
})

const words = [
  'limited',
  'Karnaphuli',
  'ananta jute',
  'jute ananta',
  'ফার্মেসি',
  'office chair',
  'zebra crossing',
  '0028718210101',
]
const parts = [
  'a',
  'e',
  'la',
  'zq',
  'ক',
  'কি',
  '10',
  'ing',
  'ted',
  'inv',
  'mushak',
  '2024',
  '000',
  'a e i o u l m n',
]
/** Words that nearly every invoice has, as many as one search may hold, with the part of numbers that most of them share. */
const frequent = [
  ...[
    '0000 inv limited trading acme 0028718210101 0287 7182',
    'limited acme trading inv rading imited mushak ited',
    '0000 0002 inv',
  ],
  ...['0000', '0001', '1000'],
]
const beside: Filter[] = [
  { text: 'ananta', openOnly: true },
  { text: 'chair', status: ['DRAFT'] },
  { text: 'ltd', fiscalYear: '2022-2023' },
  { text: 'ltd', customerId: 'C-00001', vendorId: 'V-001' },
  { text: 'a', grandTotalMin: '99999999' },
]

test('a text is found within the bound, whether rare or frequent, in English and Bangla, of one letter or many', async () => {
  const texts = [
    ...words,
    ...parts,
    ...frequent,
    numbers.invoiceNumber,
    numbers.mushakNumber,
    `${numbers.mushakNumber}1`,
  ].map((text) => ({
    text,
  }))
  expect(
    await beyond([...texts, ...beside, { text: 'inv', mushakNumber: numbers.mushakNumber }], searching),
  ).toEqual([])
}, 60_000)

test.each(orderNames)('a page deep in the list of order %s costs what the first does', async (order) => {
  const key = {
    NEWEST: '2023-01-01T00:00:00Z',
    OLDEST: '2026-01-01T00:00:00Z',
    DUE_DATE: '2026-01-01',
    GRAND_TOTAL: '20000',
  }[order]

  const [first, deep] = [
    await cost(walking(asked({}, order))),
    await cost(walking(asked({}, order, { place: { key, id: 'm' } }))),
  ]

  expect(deep).toBeLessThanOrEqual(first * 1.5)
})

test('rows that were changed since the last vacuum cost their own pages, not those of their neighbours', async () => {
  // One in a hundred, all over the tables: as many as autovacuum lets pass.
  await owner().unsafe(`update "${schema}".invoices set revision = revision + 1 where hashtext(id) % 100 = 0`)
  await owner().unsafe(
    `update "${schema}".invoice_search set status = 'PAID', filler = default where hashtext(id::text) % 100 = 0`,
  )
  try {
    expect(await beyond([...alone, ...pairs], walking)).toEqual([])
    expect(await countedBeyond([...alone, ...pairs])).toEqual([])
    const texts = ['limited', 'a', 'zq'].map((text) => ({ text }))
    expect(await beyond(texts, searching)).toEqual([])
  } finally {
    await vacuumed(owner(), schema)
  }
}, 60_000)
