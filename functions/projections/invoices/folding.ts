import { evolveStored } from '../../../domain/event/aggregate.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { Invoice } from '../../../domain/invoice/state.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { Receipt } from '../../../domain/receipt/state.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceStream, receiptStream } from '../../../infra/event-store/stream-names.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import { addToLedger } from '../../read-model/ledger/add-to-ledger.ts'
import type { Change, Folded } from '../../read-model/rows/folded.ts'
import { changeOf, loadRows, saveRows } from '../../read-model/rows/invoice-table.ts'
import type { LoadedRows } from '../../read-model/rows/load-states.ts'
import type { ShapedTable } from '../../read-model/rows/other-shapes.ts'
import { loadReceiptRows, saveReceiptRows } from '../../read-model/rows/receipt-table.ts'
import { dropCachedRows } from '../../read-model/rows/row-cache.ts'
import { replaceOpenNumbers } from './open-numbers.ts'
import { replaceOpenReceipts } from './open-receipts.ts'

/** How the streams of one category are folded and kept as rows. */
export type Folding<State> = {
  category: 'invoice' | 'receipt'
  /** The table of the rows. */
  table: ShapedTable
  /** The fold of a stream without events. */
  unwritten: Folded<State>
  /**
   * The state after the event; one that is passed over changes nothing.
   * @throws EventUndecodable when this code cannot read the event
   * @throws StreamDamaged when the event cannot have happened
   */
  evolve(state: State, stored: StoredEvent): State
  /** The name of the stream to which a state that has an event belongs. */
  streamOf(state: State): string
  /** Reads rows with these ids, as many as one transaction may have. */
  load(sql: Queries, scope: TenantScope, ids: readonly string[]): Promise<LoadedRows<State>>
  /** Writes rows, and returns the ids of those that no other writer has changed since they were loaded. */
  save(sql: Queries, scope: TenantScope, changes: readonly Change<State>[]): Promise<Set<string>>
  /** Writes what else follows from the changes, for the rows that were written, in their transaction. */
  saveRest(sql: Queries, scope: TenantScope, changes: readonly Change<State>[]): Promise<void>
  /** Drops copies of rows, after the transaction. */
  dropCopies(tenantId: string, reached: readonly { id: string; revision: number }[]): Promise<void>
}

export const invoiceFolding: Folding<Invoice> = {
  category: 'invoice',
  table: 'invoices',
  unwritten: { state: invoices.initial, revision: -1 },
  evolve: (state, stored) => evolveStored(invoices, state, stored),
  streamOf: (state) => (state.status === 'NONE' ? '' : invoiceStream(state.tenantId, state.id)),
  load: loadRows,
  save: (sql, scope, changes) =>
    saveRows(
      sql,
      scope,
      changes.flatMap(({ loaded, folded: { state, revision } }) =>
        state.status === 'NONE' ? [] : [changeOf(state, revision, loaded.revision)],
      ),
    ),
  saveRest: async (sql, scope, changes) => {
    await replaceOpenNumbers(sql, scope, changes)
    await addToLedger(sql, scope, changes)
  },
  dropCopies: dropCachedRows,
}

export const receiptFolding: Folding<Receipt> = {
  category: 'receipt',
  table: 'receipts',
  unwritten: { state: receipts.initial, revision: -1 },
  evolve: (state, stored) => evolveStored(receipts, state, stored),
  streamOf: (state) => (state.status === 'NONE' ? '' : receiptStream(state.tenantId, state.id)),
  load: loadReceiptRows,
  save: (sql, scope, changes) =>
    saveReceiptRows(
      sql,
      scope,
      changes.flatMap(({ loaded, folded: { state, revision } }) =>
        state.status === 'NONE' ? [] : [{ receipt: state, revision, from: loaded.revision }],
      ),
    ),
  saveRest: replaceOpenReceipts,
  dropCopies: async () => {},
}

/**
 * Whether a stream that was folded this far changes its row. A state of another shape is replaced as soon as
 * the stream is folded as far as its row. A stream whose events are all passed over has no row.
 */
export const isChanged = <State>(
  { streamOf }: Pick<Folding<State>, 'streamOf'>,
  { loaded, folded }: Pick<Change<State>, 'loaded' | 'folded'>,
): boolean =>
  streamOf(folded.state) !== '' &&
  (folded.revision > loaded.revision || (loaded.state === undefined && folded.revision === loaded.revision))
