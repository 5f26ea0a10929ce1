import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../../domain/receipt/state.ts'
import { receiptView } from '../../contract/views/receipt.ts'
import { type Failed, invoiceNotFound } from '../errors.ts'
import { type CommandIdentity, lastCausedBy } from '../ledger.ts'
import { finishOrPoke, pokeRelay } from '../poke.ts'
import type { ReceiptStream } from '../stream.ts'
import { carryParts } from './carry.ts'
import { type InvoiceStreams, readInvoices } from './read-invoices.ts'

export type ReceiptKind<Found extends ReceiptStream | undefined> = {
  existing: ExistingReceipt
  event: ReceiptEvent
  found: Found
  beside: { invoices: InvoiceStreams }
  decided: ReceiptEvent
}

/** The parts that every command on a receipt has, new or existing. */
export const anyReceipt = {
  aggregate: receipts,
  complete: async (events: readonly ReceiptEvent[]) => events,
  unchanged: (by: string, at: string): ReceiptEvent => ({ type: 'ReceiptLeftUnchanged', by, at }),
  finish: (stream: ReceiptStream, beside?: { invoices: InvoiceStreams }) =>
    finishOrPoke('finish-receipts', stream, () => carryParts(stream, beside?.invoices)),
  announce: pokeRelay,
  view: ({ state, revision }: ReceiptStream) => receiptView(state, revision),
}

/**
 * The receipt with all of its parts carried, because a decision needs their outcomes and the invoices after
 * them.
 */
export const finishFirst = async (found: ReceiptStream): Promise<ReceiptStream> => {
  const finished = await anyReceipt.finish(found)
  if (finished !== found) await pokeRelay()
  return finished
}

/** What a decision needs: the ids of invoices, and the path of the list in the input that names them. */
type Needed = { tenantId: string; ids: readonly string[]; path: string }

/**
 * Reads the invoices, or returns NOT_FOUND with the path of the first that the tenant does not have. A command
 * that was carried out before decides nothing, so it needs none.
 */
export const readForDecision = async (
  { tenantId, ids, path }: Needed,
  { found, identity }: { found: ReceiptStream | undefined; identity: CommandIdentity },
): Promise<{ ok: true; invoices: InvoiceStreams } | Failed> => {
  if (found && lastCausedBy(found.history, identity)) return { ok: true, invoices: new Map() }
  const invoices = await readInvoices(tenantId, ids)
  const missing = ids.findIndex((id) => !invoices.has(id))
  return missing < 0
    ? { ok: true, invoices }
    : invoiceNotFound(ids[missing] ?? '', `${path}[${missing}].invoiceId`)
}
