import { setTimeout as pause } from 'node:timers/promises'
import { laterOf } from '../../../domain/calendar/dhaka.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import { outcomeOf, settlePart } from '../../../domain/receipt/settle-part.ts'
import type { Allocation, ExistingReceipt } from '../../../domain/receipt/state.ts'
import { openAllocations } from '../../../domain/receipt/sums.ts'
import { RevisionConflict } from '../../../infra/event-store/errors.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import {
  appendTo,
  type InvoiceStream,
  isUnreadable,
  load,
  type ReceiptStream,
  type Recorded,
} from '../stream.ts'
import { inGroups } from './in-groups.ts'
import type { InvoiceStreams } from './read-invoices.ts'

/** Parts that are carried at the same time. Each is of another invoice, so they never wait for each other. */
const atOnce = 10

/** The longest pause after another command has changed the invoice of a part. */
const maxPauseMs = 50

/**
 * Carries every open part of the receipt to its invoice, and the outcomes to the receipt. The command that
 * decided the parts, its repetition, the next command and the scheduled function all call this, and all find
 * the same outcomes, because the stream of the invoice has them. `seen` saves reads right after the
 * decision. A part whose invoice cannot be read remains open and does not keep the others from being
 * carried. Returns the same stream when nothing was carried.
 * @throws EventStoreUnavailable when the event store does not respond; the next caller carries the rest
 */
export const carryReadable = async (
  stream: ReceiptStream,
  seen: InvoiceStreams = new Map(),
): Promise<Carried> => {
  let current = stream
  const unreadable = new Map<string, unknown>()
  for (;;) {
    const first = openAllocations(current.state).find(({ paymentId }) => !unreadable.has(paymentId))
    if (!first) return { stream: current, errors: [...unreadable.values()] }
    current = await carryTogether(current, { deciding: decidingEventOf(current, first), seen, unreadable })
  }
}

/** The receipt after its parts were carried. `errors`: why the parts that are still open could not be. */
export type Carried = { stream: ReceiptStream; errors: readonly unknown[] }

/**
 * The same, for callers that need every part carried.
 * @throws EventStoreUnavailable when the event store does not respond
 * @throws EventUndecodable or StreamDamaged when an invoice cannot be read, after all others were carried
 */
export const carryParts = async (stream: ReceiptStream): Promise<ReceiptStream> => {
  const carried = await carryReadable(stream)
  for (const error of carried.errors) throw error
  return carried.stream
}

/** The event that decided to carry the part, or to reverse it. */
const decidingEventOf = ({ history }: ReceiptStream, part: Allocation): Recorded<ReceiptEvent> => {
  const deciding = history.findLast(({ event }) =>
    part.state === 'REVERSING'
      ? event.type === 'ReceiptReversed'
      : (event.type === 'ReceiptRecorded' || event.type === 'ReceiptAllocated') &&
        event.allocations.some(({ paymentId }) => paymentId === part.paymentId),
  )
  if (!deciding) throw new Error(`Part ${part.paymentId} has no event that decided it`)
  return deciding
}

type Settled = { outcome: ReceiptEvent } | { error: unknown; paymentId: string }

/** `unreadable`: the errors by part of the invoices that cannot be read. */
type Together = {
  deciding: Recorded<ReceiptEvent>
  seen: InvoiceStreams
  unreadable: Map<string, unknown>
}

/**
 * Carries the parts that one event decided. What is appended has the id of the command that caused that
 * event, so that a repetition of the command finds it.
 */
const carryTogether = async (
  stream: ReceiptStream,
  { deciding, seen, unreadable }: Together,
): Promise<ReceiptStream> => {
  const metadata = { ...deciding.stored.metadata, causationId: deciding.stored.id }
  const decidedAt = deciding.event.at
  const open = openAllocations(stream.state).filter(
    (part) => decidingEventOf(stream, part) === deciding && !unreadable.has(part.paymentId),
  )
  const settled = await inGroups(open, atOnce, (part) =>
    settle(stream.state, part, { seen: seen.get(part.invoiceId), metadata, decidedAt }).then(
      (outcome): Settled => ({ outcome }),
      (error: unknown): Settled => ({ error, paymentId: part.paymentId }),
    ),
  )
  const outcomes = settled.flatMap((one) => ('outcome' in one ? [one.outcome] : []))
  const after = outcomes.length > 0 ? await appendOutcomes(stream, outcomes, metadata) : stream
  for (const one of settled) {
    if (!('error' in one)) continue
    if (!isUnreadable(one.error)) throw one.error
    unreadable.set(one.paymentId, one.error)
  }
  return after
}

type Carrying = {
  seen: InvoiceStream | undefined
  metadata: Record<string, unknown>
  decidedAt: string
}

/**
 * Appends the payment, the reversal or the refusal to the invoice, unless it has one. Its time is not before
 * that of the decision: at midnight a clock that is seconds behind would refuse the dates of the receipt.
 */
const settle = async (
  receipt: ExistingReceipt,
  part: Allocation,
  { seen, metadata, decidedAt }: Carrying,
): Promise<ReceiptEvent> => {
  let invoice = seen ?? (await reload(receipt, part))
  for (;;) {
    const at = laterOf(new Date().toISOString(), decidedAt)
    const events = invoice.history.map(({ event }) => event)
    const outcome = outcomeOf(receipt, part, { invoice: invoice.state, events }, at)
    if (outcome) return outcome
    try {
      invoice = await appendTo(invoices, invoice, [settlePart(receipt, part, invoice.state, at)], metadata)
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
      await pause(Math.random() * maxPauseMs)
      invoice = await reload(receipt, part)
    }
  }
}

const reload = async ({ tenantId }: ExistingReceipt, { invoiceId }: Allocation): Promise<InvoiceStream> => {
  const name = invoiceStream(tenantId, invoiceId)
  const invoice = await load(invoices, name)
  if (!invoice) throw new Error(`${name} lost its events`)
  return invoice
}

/**
 * When another process has appended outcomes meanwhile, the receipt is read again and nothing is appended.
 */
const appendOutcomes = async (
  stream: ReceiptStream,
  outcomes: readonly ReceiptEvent[],
  metadata: Record<string, unknown>,
): Promise<ReceiptStream> => {
  try {
    return await appendTo(receipts, stream, outcomes, metadata)
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error
    const reread = await load(receipts, stream.name)
    if (!reread) throw new Error(`${stream.name} lost its events`)
    return reread
  }
}
