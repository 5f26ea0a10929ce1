import type { Remark } from '../../../domain/audit/finding.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { asTenant, type TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import { shapes } from '../../read-model/rows/other-shapes.ts'
import { compareTable, type Difference, type Expected } from './compare-table.ts'
import { type AtRevision, rowsOfInvoices, rowsOfReceipts } from './expected-rows.ts'
import { type Folded, type FoldedInvoice, type FoldedReceipt, foldUpTo } from './streams.ts'

/** Rows of one table, each with the stream that it should be the fold of. */
type Rows<State, Event> = {
  table: 'invoices' | 'receipts'
  streams: ReadonlyMap<string, Folded<State, Event>>
  stateAt(folded: Folded<State, Event>, revision: number): State | undefined
  expected(states: readonly AtRevision<State>[]): readonly Expected[]
}

/** What is wrong with rows, by their ids. */
export type RemarksById = Map<string, Remark[]>

/** Compares what the read model has of these invoices with a fold of their streams. */
export const compareInvoices = (
  sql: Sql,
  scope: TenantScope,
  streams: ReadonlyMap<string, FoldedInvoice>,
  headAt: string,
): Promise<RemarksById> => {
  const stateAt = ({ events }: FoldedInvoice, revision: number) => foldUpTo(invoices, events, revision)
  return compare(sql, scope, { table: 'invoices', streams, stateAt, expected: rowsOfInvoices }, headAt)
}

/** Compares what the read model has of these receipts with a fold of their streams. */
export const compareReceipts = (
  sql: Sql,
  scope: TenantScope,
  streams: ReadonlyMap<string, FoldedReceipt>,
  headAt: string,
): Promise<RemarksById> => {
  const stateAt = ({ events }: FoldedReceipt, revision: number) => foldUpTo(receipts, events, revision)
  return compare(sql, scope, { table: 'receipts', streams, stateAt, expected: rowsOfReceipts }, headAt)
}

/**
 * In one snapshot of the database: a row and its rows of the ledger are written together. A row is compared
 * with its stream as of the revision of the row, which may be behind by what was appended after the head.
 */
const compare = <State, Event>(
  sql: Sql,
  scope: TenantScope,
  rows: Rows<State, Event>,
  headAt: string,
): Promise<RemarksById> =>
  asTenant(sql, scope, async (tx) => {
    const remarks: RemarksById = new Map()
    const remark = (id: string, code: Remark['code'], what: string) =>
      void remarks.set(id, [
        ...(remarks.get(id) ?? []),
        { code, what: `${what} (version ${scope.version} of the read model)` },
      ])
    const found = await readRevisions(tx, rows.table, [...rows.streams.keys()])
    const comparable = new Map<string, AtRevision<State>>()
    for (const [id, folded] of rows.streams) {
      const row = found.get(id)
      const problem = problemOf(rows.table, row, folded, headAt)
      if (problem) remark(id, problem.code, problem.what)
      if (row === undefined || row.shape !== shapes[rows.table]) continue
      const state = rows.stateAt(folded, row.revision)
      if (state !== undefined && row.revision <= folded.revision)
        comparable.set(id, { state, revision: row.revision })
    }
    const ids = [...comparable.keys()]
    for (const expected of rows.expected([...comparable.values()]))
      for (const difference of await compareTable(tx, expected, ids))
        if (difference.owner !== null) remark(difference.owner, ...sayDifference(expected.table, difference))
    return remarks
  })

type FoundRow = { revision: number; shape: number }

const readRevisions = async (tx: Queries, table: string, ids: readonly string[]) => {
  const rows = await tx<{ id: string; revision: string; shape: number }[]>`
    select id, revision, shape from ${tx(table)} where id = any(${[...ids]}::text[])`
  return new Map(
    rows.map(({ id, revision, shape }): [string, FoundRow] => [id, { revision: Number(revision), shape }]),
  )
}

const problemOf = <State, Event>(
  table: 'invoices' | 'receipts',
  row: FoundRow | undefined,
  { events, revision }: Folded<State, Event>,
  headAt: string,
): Remark | undefined => {
  // A time that is still to come is that of a clock that was ahead: the event may be of any time before.
  const isBeforeHead = ({ created }: { created: string }) =>
    created <= headAt || Date.parse(created) > Date.now()
  const atHead = events.findLast(({ stored }) => isBeforeHead(stored))?.stored.revision ?? -1
  if (row === undefined)
    return atHead === -1 ? undefined : { code: 'ROW_MISSING', what: `${table} has no row` }
  if (row.revision < atHead)
    return { code: 'ROW_BEHIND', what: `${table} is at revision ${row.revision} of ${atHead}` }
  if (row.revision > revision)
    return {
      code: 'ROW_DIFFERS',
      what: `${table} is at revision ${row.revision}, and its stream at ${revision}`,
    }
  if (row.shape === shapes[table]) return undefined
  return { code: 'ROW_OF_OTHER_SHAPE', what: `${table} has a row of shape ${row.shape}, to be folded again` }
}

const sayDifference = (
  table: string,
  { key, kind, columns }: Difference,
): [code: Remark['code'], what: string] => {
  if (kind === 'missing') return ['ROW_MISSING', `${table} has no row ${key}`]
  if (kind === 'extra') return ['ROW_DIFFERS', `${table} has a row ${key}, which no event has made`]
  return [
    'ROW_DIFFERS',
    `${table} ${key} differs in ${columns.map((name) => name.replaceAll('"', '')).join(', ')}`,
  ]
}
