import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../../domain/receipt/state.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { answerTo } from '../../../infra/lambda/translate-errors.ts'
import { log } from '../../../infra/observability/log.ts'
import { receiptView } from '../../contract/views/receipt.ts'
import { type Failed, invoiceNotFound } from '../errors.ts'
import { lastCausedBy } from '../ledger.ts'
import { finishOrPoke, pokeRelay } from '../poke.ts'
import type { ReceiptStream } from '../stream.ts'
import type { Attempt } from '../subject.ts'
import { carryReadable } from './carry.ts'
import { type InvoiceStreams, readInvoices } from './read-invoices.ts'

export type ReceiptKind<Found extends ReceiptStream | undefined> = {
  existing: ExistingReceipt
  event: ReceiptEvent
  found: Found
  beside: { invoices: InvoiceStreams }
  decided: ReceiptEvent
}

/**
 * A command does not fail for a part whose invoice cannot be read: its answer shows that the part is open.
 * The job reports the part as an error until the invoice is repaired.
 */
const carryWhatIsReadable = async (stream: ReceiptStream, seen?: InvoiceStreams): Promise<ReceiptStream> => {
  const { stream: carried, errors } = await carryReadable(stream, seen)
  for (const error of errors)
    log('warn', 'A part of a receipt stays open, because its invoice cannot be read', {
      stream: stream.name,
      error,
    })
  return carried
}

/** The parts that every command on a receipt has, new or existing. */
export const anyReceipt = {
  aggregate: receipts,
  complete: async (events: readonly ReceiptEvent[]) => events,
  unchanged: (by: string, at: string): ReceiptEvent => ({ type: 'ReceiptLeftUnchanged', by, at }),
  finish: (stream: ReceiptStream, beside?: { invoices: InvoiceStreams }) =>
    finishOrPoke('finish-receipts', stream, () => carryWhatIsReadable(stream, beside?.invoices)),
  announce: pokeRelay,
  view: ({ state, revision }: ReceiptStream) => receiptView(state, revision),
}

/**
 * The receipt with its parts carried, because a decision needs their outcomes and the invoices after them. A
 * part is still open where its invoice cannot be read.
 */
export const finishFirst = async (found: ReceiptStream): Promise<ReceiptStream> => {
  const finished = await anyReceipt.finish(found)
  if (finished !== found) await pokeRelay()
  return finished
}

/** An invoice that a decision needs: how it is named, and the path of what names it. */
export type NeededInvoice = { id: string; name: string; path: string }

/** The invoices that a list of allocations in the input names. */
export const allocatedTo = (
  allocations: readonly { invoiceId: string }[],
  path: string,
): readonly NeededInvoice[] =>
  allocations.map(({ invoiceId: id }, index) => ({ id, name: id, path: `${path}[${index}].invoiceId` }))

/**
 * Reads the invoices, or returns the error of the first that the tenant does not have or that cannot be read,
 * with its path. A command that was carried out before decides nothing, so it needs none.
 */
export const readForDecision = async (
  needed: readonly NeededInvoice[],
  { found, attempt: { call, identity } }: { found: ReceiptStream | undefined; attempt: Attempt<object> },
): Promise<{ ok: true; invoices: InvoiceStreams } | Failed> => {
  if (found && lastCausedBy(found.history, identity)) return { ok: true, invoices: new Map() }
  const { tenantId } = call.context
  const read = await readInvoices(
    tenantId,
    needed.map(({ id }) => id),
  )
  for (const { id, name, path } of needed) {
    if (read.unreadable.has(id)) return unreadableInvoice(read.unreadable.get(id), { name, path, call })
    if (!read.invoices.has(id)) return invoiceNotFound(id, path)
  }
  return { ok: true, invoices: read.invoices }
}

type Unreadable = Pick<NeededInvoice, 'name' | 'path'> & Pick<Attempt<object>, 'call'>

/** The error with the name of the invoice, because a receipt may have many. */
const unreadableInvoice = (thrown: unknown, { name, path, call }: Unreadable): Failed => {
  const { error } = answerTo(thrown, call)
  return failed({ ...error, message: `Invoice ${name}: ${error.message}`, path, params: { invoice: name } })
}
