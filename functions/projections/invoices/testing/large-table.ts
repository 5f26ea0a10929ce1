import { randomUUID } from 'node:crypto'
import type { Sql } from '../../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../../infra/postgres/provision.ts'
import { sampleInvoices } from '../../../../infra/tools/bench/sample-invoices.ts'
import { type Change, changeOf, saveRows } from '../../../read-model/rows/invoice-table.ts'
import { numberLexeme, numberWords } from '../../../read-model/search/lexemes.ts'

/** Each sample invoice is used for several rows: equal rows cost as much to read as different ones. */
const sampleCount = 10_000
const copiesOfEach = 10

/** Provisions the tenant and fills its read model with 100,000 invoices of the years up to `today`. */
export const fillTable = async (
  owner: Sql,
  { tenantId, today }: { tenantId: string; today: string },
): Promise<void> => {
  const schema = `tenant_${tenantId}_v1`
  await provisionTenant(owner, tenantId)
  const indexes = await owner<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = ${schema} and indexname not like 'PK_%'`
  for (const { name } of indexes) await owner`drop index ${owner(schema)}.${owner(name)}`
  let changes: Change[] = []
  let sampled = 0
  for (const { invoice, events } of sampleInvoices({
    tenantId,
    count: sampleCount,
    until: `${today}T06:00:00.000Z`,
  })) {
    const change = withFoundColumns(changeOf(invoice, events.length - 1, -1), sampled++)
    changes.push(...Array.from({ length: copiesOfEach }, (_, index) => copyOf(change, index)))
    if (changes.length < 1_000) continue
    await saveRows(owner, { tenantId, version: 1 }, changes)
    changes = []
  }
  await Promise.all(indexes.map(({ definition }) => owner.unsafe(definition)))
  await vacuum(owner, schema)
}

/** Does what autovacuum does within a minute. */
export const vacuum = async (owner: Sql, schema: string): Promise<void> => {
  for (const table of ['invoices', 'invoice_search'])
    await owner.unsafe(`vacuum (analyze) "${schema}".${table}`)
}

/**
 * The change with a place, a note and lacking certificates, which the samples do not have: one row in ten is
 * of another place, one in ten has a note, one in seven lacks a certificate of VDS, and one in 500 one of
 * TDS.
 */
const withFoundColumns = (change: Change, index: number): Change => ({
  ...change,
  row: {
    ...change.row,
    place: index % 10 === 3 ? 'CTG' : 'MAIN',
    noteNumbers: index % 10 === 5 ? `{MUSHAK-6.7-2024-10-${String(index).padStart(6, '0')}}` : '{}',
    lacksVds: String(index % 7 === 0),
    lacksTds: String(index % 500 === 0),
  },
})

/** A copy with another id, other numbers, and created some seconds later. */
const copyOf = ({ row, lexemes, from }: Change, index: number): Change => {
  if (index === 0) return { row, lexemes, from }
  const { invoiceNumber, mushakNumber } = row
  const [drafted, issued] = [`${invoiceNumber}${index}`, mushakNumber && `${mushakNumber}${index}`]
  const noteNumbers = String(row.noteNumbers).replace(/(?<=\d)}/, `${index}}`)
  const createdAt = new Date(Date.parse(String(row.createdAt)) + index * 1_000).toISOString()
  const newLexemes = [drafted, issued]
    .filter((number) => number !== null)
    .flatMap((number) => [numberLexeme(number), ...numberWords(number)])
  const others = lexemes.filter((lexeme) => !lexeme.startsWith('#'))
  return {
    row: { ...row, id: randomUUID(), createdAt, invoiceNumber: drafted, mushakNumber: issued, noteNumbers },
    lexemes: [...others, ...newLexemes],
    from,
  }
}
