import { snapshotText } from '../../../domain/event/snapshot.ts'
import { writeTaka } from '../../../domain/money/poisha.ts'
import { receiptFrom, receiptShape } from '../../../domain/receipt/snapshot.ts'
import type { ExistingReceipt, Receipt } from '../../../domain/receipt/state.ts'
import { receiptUuid } from '../../../infra/event-store/stream-names.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type TenantScope, tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import { type LoadedRows, loadStates } from './load-states.ts'

/** Loads what the rows with these ids have of their receipts. The ids are the UUIDs of the streams. */
export const loadReceiptRows = (
  sql: Queries,
  scope: TenantScope,
  ids: readonly string[],
): Promise<LoadedRows<Receipt>> => loadStates(sql, { name: 'receipts', stateFrom: receiptFrom }, scope, ids)

/** A receipt to save, and the revision of the row that it was folded from; -1 without such a row. */
export type ReceiptChange = { receipt: ExistingReceipt; revision: number; from: number }

/**
 * Saves all rows in one statement and returns the ids of those that were saved. A row that another writer
 * changed after it was loaded is not saved. Rows are written in the order of their ids, so that two writers
 * wait for each other without a deadlock.
 */
export const saveReceiptRows = async (
  sql: Queries,
  scope: TenantScope,
  changes: readonly ReceiptChange[],
): Promise<Set<string>> => {
  if (changes.length === 0) return new Set()
  const sorted = changes
    .map((change) => ({ ...change, rowId: receiptUuid(change.receipt.id) }))
    .toSorted((one, other) => (one.rowId < other.rowId ? -1 : 1))
  const values = [
    sorted.map(({ rowId }) => rowId),
    sorted.map(({ receipt }) => receipt.customerId),
    sorted.map(({ receipt }) => writeTaka(receipt.amount)),
    sorted.map(({ receipt }) => writeTaka(receipt.unapplied)),
    sorted.map(({ receipt }) => receipt.recordedAt),
    sorted.map(({ revision }) => String(revision)),
    sorted.map(({ receipt }) => snapshotText(receipt)),
    sorted.map(({ from }) => String(from)),
    sorted.map(() => String(receiptShape)),
  ]
  const saved = await sql.unsafe<{ id: string }[]>(upsert(tenantSchema(scope)), values, { prepare: true })
  return new Set(saved.map(({ id }) => id))
}

/**
 * The same text for a tenant whatever the number of rows, so that PostgreSQL plans it once. The schema's name
 * is safe in quotes.
 */
const upsert = (schema: string): string => `
  with input as (
    select id, "customerId", amount::numeric, unapplied::numeric, "recordedAt"::timestamptz,
      revision::bigint, state::jsonb, loaded_revision::bigint, shape::integer
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::text[])
      as input(id, "customerId", amount, unapplied, "recordedAt", revision, state, loaded_revision, shape)
  )
  insert into "${schema}".receipts as stored
    (id, "customerId", amount, unapplied, "recordedAt", revision, state, shape, "shapeRevision")
  select id, "customerId", amount, unapplied, "recordedAt", revision, state, shape, revision from input
  on conflict (id) do update set "customerId" = excluded."customerId", amount = excluded.amount,
    unapplied = excluded.unapplied, "recordedAt" = excluded."recordedAt", revision = excluded.revision,
    state = excluded.state, shape = excluded.shape, "shapeRevision" = excluded."shapeRevision"
  where (stored.id, stored.revision) in (select id, loaded_revision from input)
  returning id`
