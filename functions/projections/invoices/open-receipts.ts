import type { Receipt } from '../../../domain/receipt/state.ts'
import { openAllocations } from '../../../domain/receipt/sums.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import type { Change } from '../../read-model/rows/folded.ts'

/**
 * Replaces the rows of these receipts in the table of receipts with parts that have not reached their
 * invoices, which `finish-receipts` reads. Runs in the transaction that writes the rows of the receipts.
 */
export const replaceOpenReceipts = async (
  sql: Queries,
  { version }: TenantScope,
  changes: readonly Change<Receipt>[],
): Promise<void> => {
  const changed = changes.filter(({ loaded, folded }) => mayBeOpen(loaded.state) || mayBeOpen(folded.state))
  if (changed.length === 0) return
  const streams = changed.map(({ stream }) => stream)
  await sql`delete from finance.open_receipts
    where stream = any(${streams}::text[]) and version = ${version}`
  const open = changed.flatMap(({ stream, folded: { state } }) =>
    state.status !== 'NONE' && isOpen(state)
      ? [{ tenant: state.tenantId, stream, version, decided_at: state.updatedAt }]
      : [],
  )
  if (open.length > 0) await sql`insert into finance.open_receipts ${sql(open)}`
}

/** Nothing is known of a row with a state of another shape. */
const mayBeOpen = (receipt: Receipt | undefined): boolean => receipt === undefined || isOpen(receipt)

const isOpen = (receipt: Receipt): boolean => receipt.status !== 'NONE' && openAllocations(receipt).length > 0
