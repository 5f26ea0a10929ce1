import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as example from '../../../domain/testing/examples.ts'
import { invoiceAfter } from '../../../domain/testing/scenario.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { migrationFiles } from '../../../infra/postgres/migration-files.ts'
import { runMigrations } from '../../../infra/postgres/migrations.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { revertMigrations } from '../../../infra/postgres/revert-migrations.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import { changeOf, saveRows } from '../rows/invoice-table.ts'
import { lexemesOf } from './lexemes.ts'
import { type SearchFilter, searchQuery } from './search-query.ts'

let database: TestDatabase
let owner: Sql

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
})
afterAll(() => database.drop())

/** Reverts a migration, by default the one that creates the table of the search, and those after it. */
const revertFrom = async (tenant: string, migration = 'SearchByWords') => {
  const first = migrationFiles().findIndex(({ name }) => name.endsWith(`-${migration}`))
  for (const _ of migrationFiles().slice(first)) await revertMigrations(owner, { tenant })
}

const issued = invoiceAfter(
  example.creating({
    customerName: 'বেঙ্গল ট্রেডার্স Karnaphuli & Co',
    customerBIN: '001234567-0202',
    lineItems: [{ ...example.tenBags, description: 'Portland cement, 50-kg bag' }],
  }),
  example.approving(),
  example.numbering(),
)

const finds = async (filter: SearchFilter | string): Promise<boolean> => {
  const query = searchQuery(typeof filter === 'string' ? { text: filter } : filter)
  const [row] = await owner<{ found: boolean }[]>`
    select array_to_tsvector(${lexemesOf(issued)}::text[]) @@ ${query}::text::tsquery as found`
  return row?.found ?? false
}

describe('an invoice is found by', () => {
  test.each([
    ['a word of the buyer', 'karnaphuli'],
    ['the beginning of a word', 'Karn'],
    ['a part inside a word', 'phul'],
    ['its last letters', 'uli'],
    ['the first letter of a word', 'k'],
    ['a Bangla word', 'ট্রেডার্স'],
    ['a part of one', 'ডার্স'],
    ['words of different fields in any order', 'cement বেঙ্গল acme'],
    ['the seller', 'Acme Cement'],
    ['a BIN as it is stored', '0012345670202'],
    ['a BIN as it is printed', '001234567-0202'],
    ['a BIN in Bangla digits with a blank', '০০১২৩৪৫৬৭ ০২০২'],
    ['a BIN in Arabic digits', '٠٠١٢٣٤٥٦٧٠٢٠٢'],
    ['its own number in Bangla digits', 'inv-২০২৪-১০-১৫-০০০০০১'],
    ['a word with characters that print as nothing', 'karna\u2062phu\ufe0fli'],
    ['a TIN', '123456789012'],
    ['its own number', 'INV-2024-10-15-000001'],
    ['its Mushak number in small letters', 'mushak-6.3-2024-10-000001'],
    ['a part of a number', '2024-10-15-000001'],
    ['a serial', '000001'],
    ['a serial without its zeros', '1'],
    ['a description', '50-kg'],
    ['a number of two digits', '50'],
    ['quotes, stars and slashes around a word', `'cement:* & ! \\ "`],
  ])('%s', async (_, text) => {
    expect(await finds(text)).toBe(true)
  })

  test.each([
    ['a word that it has with one that it does not have', 'cement zebra'],
    ['another number of the same day', 'INV-2024-10-15-000002'],
    ['the number of another invoice whose parts it has', 'MUSHAK-6.3-2024-10-000015'],
    ['two letters inside a word', 'ph'],
    ['a digit of a number', '5'],
    ['an address', 'Motijheel'],
  ])('but not by %s', async (_, text) => {
    expect(await finds(text)).toBe(false)
  })

  test('the whole ids of its buyer and seller, but not by a part of them', async () => {
    const text = 'cement'
    expect(await finds({ text, customerId: 'customer-1', vendorId: 'vendor-1' })).toBe(true)
    for (const other of [
      { customerId: 'customer' },
      { vendorId: "vendor-1' | 'cement" },
      { customerId: 'vendor-1' },
    ]) {
      expect(await finds({ text, ...other })).toBe(false)
    }
  })
})

test('ids of 200 characters of four bytes can be stored, indexed and searched for', async () => {
  const [customerId, vendorId] = ['\u{20000}'.repeat(200), '\u{20001}'.repeat(200)]
  await provisionTenant(owner, 'ids')
  const change = changeOf(invoiceAfter(example.creating({ customerId, vendorId })), 0, -1)
  await saveRows(owner, { tenantId: 'ids', version: 1 }, [
    { ...change, row: { ...change.row, id: '0f8fad5b-d9cb-469f-a165-70867728950e' } },
  ])

  const rows = await owner`
    select id from tenant_ids_v1.invoice_search
    where lexemes @@ ${searchQuery({ customerId, vendorId })}::text::tsquery`

  expect(rows).toHaveLength(1)
})

const word = (line: number, index: number) =>
  `${String.fromCodePoint(0x0995 + (line % 20))}${'স্ত্রী'.repeat(2)}${line}x${index}`
const small = invoiceAfter(example.creating({ lineItems: Array(500).fill(example.tenBags) }))
/** An invoice of a time without a limit of its size: 500 long descriptions, all of different words. */
const huge = {
  ...small,
  lines: small.lines.map((line, number) => ({
    ...line,
    description: Array.from({ length: 90 }, (_, index) => word(number, index)).join(' '),
  })),
}

test('a huge invoice is found by the first of its words', async () => {
  const query = searchQuery({ text: `acme ${word(0, 0)}` })

  const [row] = await owner`
    select array_to_tsvector(${lexemesOf(huge)}::text[]) @@ ${query}::text::tsquery as found`

  expect(row).toEqual({ found: true })
})

test('48 the migration indexes as many words of a huge invoice as a tsvector can contain', async () => {
  await provisionTenant(owner, 'huge')
  const change = changeOf(huge, 0, -1)
  await saveRows(owner, { tenantId: 'huge', version: 1 }, [
    { ...change, row: { ...change.row, id: '0f8fad5b-d9cb-469f-a165-70867728950e' } },
  ])

  await revertFrom('huge')
  await runMigrations(owner, { tenant: 'huge' })

  const [row] = await owner`
    select lexemes @@ 'acme'::tsquery as found, lexemes::text::tsvector = lexemes as valid
    from tenant_huge_v1.invoice_search`
  expect(row).toEqual({ found: true, valid: true })
}, 60_000)

test('48 the migration fills the table like the projection, and can be reverted', async () => {
  await provisionTenant(owner, 'acme')
  const changes = [...sampleInvoices({ tenantId: 'acme', count: 60, until: '2026-11-20T06:00:00.000Z' })].map(
    ({ invoice, events }) => changeOf(invoice, events.length - 1, -1),
  )
  await saveRows(owner, { tenantId: 'acme', version: 1 }, changes)
  const rows = () => owner`select * from tenant_acme_v1.invoice_search order by id`
  const projected = await rows()

  await revertFrom('acme')
  const [{ texts } = { texts: 0 }] = await owner<{ texts: number }[]>`
    select count(*)::int as texts from tenant_acme_v1.invoices
    where "searchText" like '%' || lower("customerName") || '%'`
  await runMigrations(owner, { tenant: 'acme' })

  expect(texts).toBe(changes.length)
  expect(projected).toHaveLength(changes.length)
  expect(await rows()).toEqual(projected)
})

test('the migration of the spelling keeps older rows found, and leaves other rows unchanged', async () => {
  await provisionTenant(owner, 'old')
  const texts = ['Straße ΟΔΟΣ', 'İzmir ılıca', '٠٠١٢٣ ক\ufe0fখ', 'Padma পদ্মা ১২']
  const changes = texts.map((customerName, index) => {
    const change = changeOf(invoiceAfter(example.creating({ customerName })), 0, -1)
    const number = `INV-2024-10-15-00000${index + 1}`
    const row = { ...change.row, id: `0f8fad5b-d9cb-469f-a165-70867728950${index}`, invoiceNumber: number }
    // The words of the earlier release: lower case, with only Bangla digits as ASCII.
    const words = customerName.toLowerCase().replace('১২', '12').split(' ')
    return { ...change, row, lexemes: ['=cQw', '#inv.2024', ...words, `-${words[0]?.slice(1)}`] }
  })
  await saveRows(owner, { tenantId: 'old', version: 1 }, changes)
  const versions = () => owner`select id, xmin::text from tenant_old_v1.invoice_search order by id`
  const before = await versions()

  await revertFrom('old', 'FoldSearchLexemes')
  await runMigrations(owner, { tenant: 'old' })

  const after = await versions()
  expect(after.map((row, index) => row.xmin === before[index]?.xmin)).toEqual([false, false, false, true])
  for (const [index, text] of texts.entries()) {
    const query = searchQuery({ text })
    const found = await owner`
      select id from tenant_old_v1.invoice_search where lexemes @@ ${query}::text::tsquery
      and lexemes @@ '''=cQw'' & ''#inv.2024'''::tsquery`
    expect({ text, found }).toEqual({ text, found: [{ id: changes[index]?.row.id }] })
  }
})
