import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { PendingQuery } from 'postgres'
import { corpus } from '../../../infra/bench/corpus.ts'
import { type TestDatabase, testDatabase } from '../../../infra/local/postgres/test-database.ts'
import { connect, type Queries } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { type Row, rowOf } from '../../projections/invoices/row.ts'
import type { Filter } from './filter.ts'
import { type Order, orderNames } from './order.ts'
import { countLimit, readPage } from './page.ts'
import { type Asked, counted, gathered, nearby, walked } from './statements.ts'

const tenantId = 'acme'
const today = '2026-11-20'
const schema = 'tenant_acme_v1'
/** Real ones, and how often each stands in the table: what a page costs does not depend on rows being all different. */
const [invoices, copies] = [10_000, 10]
/** Pages of 8 kB that a page of the list may read of 100,000 invoices. */
const bound = 2_000

let database: TestDatabase
let numbers: { invoiceNumber: string; mushakNumber: string }

beforeAll(async () => {
  database = await testDatabase()
  const owner = connect({ ...database.owner, statementTimeout: 120_000 })
  await provisionTenant(owner, tenantId)
  const indexes = await owner<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes where schemaname = ${schema} and indexname <> 'PK_invoices'`
  for (const { name } of indexes) await owner`drop index ${owner(schema)}.${owner(name)}`
  let rows: Row[] = []
  for (const { invoice, events } of corpus({ tenantId, count: invoices, until: `${today}T06:00:00.000Z` })) {
    if (invoice.status === 'NONE') continue
    rows.push(rowOf(invoice, events.length - 1))
    if (rows.length < 1_000) continue
    await owner.unsafe(inserting, [JSON.stringify(rows)])
    rows = []
  }
  await Promise.all(indexes.map(({ definition }) => owner.unsafe(definition)))
  // What autovacuum does in the first minute.
  await owner.unsafe(`vacuum (analyze) "${schema}".invoices`)
  const [row] = await owner<(typeof numbers)[]>`
    select "invoiceNumber", "mushakNumber" from ${owner(schema)}.invoices where "mushakNumber" is not null order by id limit 1`
  if (row) numbers = row
}, 120_000)
afterAll(() => database.drop())

/** In the order of their creation. A copy has an id and numbers of its own, and is some seconds later. */
const inserting = `
  insert into "${schema}".invoices
  select made.* from jsonb_array_elements($1::text::jsonb) with ordinality as listed(given, place), generate_series(1, ${copies}) as n,
    lateral (select case when n = 1 then '{}' else jsonb_build_object('id', gen_random_uuid(),
      'createdAt', (given->>'createdAt')::timestamptz + n * interval '1 s',
      'invoiceNumber', given->>'invoiceNumber' || '-' || n, 'mushakNumber', given->>'mushakNumber' || '-' || n) end as own),
    lateral jsonb_populate_record(null::"${schema}".invoices,
      given || jsonb_build_object('state', (given->>'state')::jsonb) || own) as made
  order by place, n`

type Plan = { 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number }
type Explained = { 'QUERY PLAN': [{ Plan: Plan; Serialization?: Plan }] }[]

const read = <Value>(work: (sql: Queries) => Promise<Value>) => asTenant(connect(database.reader), { tenantId }, work)

/** Pages read for a statement's rows, with what their texts need that are kept aside. */
const pagesOf = async (sql: Queries, statement: PendingQuery<never[]>): Promise<number> => {
  const [explained] = (await sql`explain (analyze, buffers, serialize text, format json) ${statement}`) as unknown as Explained
  const { Plan, Serialization } = explained?.['QUERY PLAN'][0] ?? { Plan: {} }
  return [Plan, Serialization].reduce((sum, one) => sum + (one?.['Shared Hit Blocks'] ?? 0) + (one?.['Shared Read Blocks'] ?? 0), 0)
}

const asked = (filter: Filter, order: Order, more: Partial<Asked> = {}): Asked => ({
  ...{ tenantId, today, filter, order, size: 20, place: undefined, backwards: false },
  ...more,
})

/** Filters that read more, by their names. */
const beyond = async (filters: Filter[], cost: (sql: Queries, asked: Asked) => Promise<number>): Promise<string[]> => {
  const found: string[] = []
  for (const filter of filters) {
    for (const order of orderNames) {
      for (const backwards of [false, true]) {
        const pages = await read((sql) => cost(sql, asked(filter, order, { backwards })))
        if (pages > bound) found.push(`${JSON.stringify(filter)} ${order} ${backwards ? 'backwards' : 'forwards'}: ${pages}`)
      }
    }
  }
  return found
}

const statuses: Filter[] = (['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'PARTIALLY_PAID', 'PAID', 'OVERDUE', 'CANCELLED'] as const).map(
  (status) => ({
    status: [status],
  }),
)

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
  expect(await beyond([...alone, ...pairs], (sql, page) => pagesOf(sql, walked(sql, page) as never))).toEqual([])
}, 60_000)

test('the count of every filter stays within one index too', async () => {
  const filters = [...alone, ...pairs]
  const costs = await Promise.all(
    filters.map((filter) => read((sql) => pagesOf(sql, counted(sql, { tenantId, filter, today }, countLimit.list) as never))),
  )
  expect(filters.filter((_, index) => (costs[index] ?? 0) > bound)).toEqual([])
})

test('a number is looked up, not looked for', async () => {
  for (const filter of [{ invoiceNumber: numbers.invoiceNumber }, { mushakNumber: numbers.mushakNumber }, { invoiceNumber: 'none' }]) {
    expect(await read((sql) => pagesOf(sql, walked(sql, asked(filter, 'NEWEST')) as never))).toBeLessThan(50)
  }
})

/** As the page is read: the rare is gathered, the frequent is met near the beginning of the list. */
const searched = async (sql: Queries, page: Asked): Promise<number> => {
  const [row] = await counted(sql, page, countLimit.text)
  return pagesOf(sql, ((row?.count ?? 0) < countLimit.text ? gathered : nearby)(sql, page) as never)
}

const texts = ['limited', 'Karnaphuli', 'ananta jute', 'ফার্মেসি', 'office chair', 'zebra crossing', '0028718210101', 'a', 'la', 'zq', 'ক']

test('a text is found within the bound, whether rare or frequent, in English and Bangla, of one letter or many', async () => {
  const beside = [
    { text: 'ananta', openOnly: true },
    { text: 'chair', status: ['DRAFT' as const] },
    { text: 'ltd', fiscalYear: '2022-2023' },
  ]
  expect(await beyond([...texts.map((text) => ({ text })), { text: numbers.invoiceNumber }, ...beside], searched)).toEqual([])
}, 60_000)

test('a frequent text that the beginning of the list does not hold is found behind it', async () => {
  const { rows, totalCount } = await read((sql) => readPage(sql, asked({ text: 'ananta jute' }, 'NEWEST')))

  expect(totalCount).toBe(countLimit.text)
  expect(rows).toHaveLength(20)
  expect(await read((sql) => pagesOf(sql, gathered(sql, asked({ text: 'ananta jute' }, 'NEWEST')) as never))).toBeLessThan(bound)
})

test.each([
  ['kn', 'Knit stands at the beginning of a word', countLimit.text],
  ['ni', 'Knit holds it, no word begins with it', 0],
  ['nit', 'three letters are found anywhere', countLimit.text],
])('of %s: %s', async (text, _, expected) => {
  expect(await read((sql) => readPage(sql, asked({ text }, 'NEWEST')))).toMatchObject({ totalCount: expected })
})

test.each(orderNames)('a page deep in the list of order %s costs what the first does', async (order) => {
  const key = { NEWEST: '2023-01-01T00:00:00Z', OLDEST: '2026-01-01T00:00:00Z', DUE_DATE: '2026-01-01', GRAND_TOTAL: '20000' }[order]
  const cost = (place: Asked['place']) => read((sql) => pagesOf(sql, walked(sql, asked({}, order, { place })) as never))

  const [first, deep] = [await cost(undefined), await cost({ key, id: 'm' })]

  expect(deep).toBeLessThanOrEqual(first * 1.5)
})

test('rows that were changed since the last vacuum cost their own pages, not those of their neighbours', async () => {
  const owner = connect(database.owner)
  // One in a hundred, all over the table: as many as autovacuum lets pass.
  await owner.unsafe(`update "${schema}".invoices set revision = revision + 1 where hashtext(id) % 100 = 0`)

  expect(await beyond([...alone, ...pairs], (sql, page) => pagesOf(sql, walked(sql, page) as never))).toEqual([])
}, 60_000)
