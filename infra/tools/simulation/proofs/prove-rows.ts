import { isDeepStrictEqual } from 'node:util'
import { snapshotOf } from '../../../../domain/event/snapshot.ts'
import { taxDocuments } from '../../../../domain/report/tax-documents.ts'
import { receiptUuid } from '../../../event-store/stream-names.ts'
import type { History } from './history.ts'
import type { ReadModel } from './read-model.ts'

/**
 * The rows of the read model are the folds of their streams, the ledger has every numbered document once, and
 * nothing is set aside or left for a job.
 */
export const proveRows = ({ invoices, receipts }: History, model: ReadModel): string[] => [
  ...proveTable(
    'invoice',
    new Map(invoices.map(({ state, revision }) => [state.id, { revision, state }])),
    model.invoices,
  ),
  ...proveTable(
    'receipt',
    new Map(receipts.map(({ state, revision }) => [receiptUuid(state.id), { revision, state }])),
    model.receipts,
  ),
  ...proveDocuments(
    invoices.flatMap(({ state }) => taxDocuments(state).map(({ id }) => id)),
    model.documents,
  ),
  ...model.setAside.map(({ stream, error }) => `${stream} is set aside: ${error}`),
  ...model.open.map((stream) => `${stream} is still in a table of a job`),
  ...model.violations,
]

type Row = ReadModel['invoices'][number]
type Expected = ReadonlyMap<string, { revision: number; state: object }>

const proveTable = (kind: string, expected: Expected, rows: readonly Row[]): string[] => {
  const problems: string[] = []
  const found = new Map(rows.map((row) => [row.id, row]))
  for (const [id, { revision, state }] of expected) {
    const row = found.get(id)
    if (!row) problems.push(`${kind} ${id} has no row`)
    else if (Number(row.revision) !== revision)
      problems.push(`the row of ${kind} ${id} has revision ${row.revision}, and its stream ${revision}`)
    else if (!isDeepStrictEqual(row.state, snapshotOf(state)))
      problems.push(`the row of ${kind} ${id} is not the fold of its stream`)
  }
  for (const id of found.keys())
    if (!expected.has(id)) problems.push(`the row of ${kind} ${id} has no stream`)
  return problems
}

const proveDocuments = (expected: readonly string[], rows: readonly string[]): string[] => {
  const [due, kept] = [[...expected].sort(), [...rows].sort()]
  return isDeepStrictEqual(due, kept) ? [] : [`the ledger has ${kept.join(', ')}, and not ${due.join(', ')}`]
}
