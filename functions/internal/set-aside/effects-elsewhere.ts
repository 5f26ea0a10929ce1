import { type Aggregate, fold } from '../../../domain/event/aggregate.ts'
import { isPassedOver } from '../../../domain/event/codec.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { decidesDocument } from '../../../domain/invoice/issue/document-of.ts'
import { type RegisterHead, registerField } from '../../../domain/numbering/documents.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import { openAllocations } from '../../../domain/receipt/sums.ts'
import { type RecordedEvent, readRecorded } from '../../../infra/event-store/read-recorded.ts'
import { eventName, type Skips, withSkip } from '../../../infra/event-store/skips.ts'
import {
  invoiceStream,
  legalRegisterStream,
  type ParsedStream,
  receiptStream,
} from '../../../infra/event-store/stream-names.ts'
import { isUnreadable } from '../../write-model/stream.ts'

/** A stream of an invoice or a receipt, with all of its events as they are stored. */
export type RecordedStream = {
  parsed: Extract<ParsedStream, { category: 'invoice' | 'receipt' }>
  all: readonly RecordedEvent[]
  skips: Skips
}

/**
 * Says why an event of this stream cannot be passed over, because of what it has caused in another one, which
 * would remain. Undefined when there is nothing. This looks at the data as they are stored: the event may be
 * one that this release cannot read.
 * @throws EventStoreUnavailable when a stream cannot be read
 */
export const whyNeededElsewhere = async (
  stream: RecordedStream,
  event: RecordedEvent,
): Promise<string | undefined> => {
  if (stream.parsed.category === 'receipt')
    return (await whyPaid(stream, event)) ?? whyToBePaid(stream, event)
  return (await whyNumbered(stream, event)) ?? (await whyReceived(stream, event))
}

const isCausedBy =
  ({ id }: RecordedEvent) =>
  ({ metadata }: RecordedEvent): boolean =>
    metadata.causationId === id

/**
 * The number of a document, taken or about to be: any process that can read its event takes it, also in the
 * seconds in which it does not know the skip. Where the register cannot be read from the event, the number is
 * in the stream.
 */
const whyNumbered = async (stream: RecordedStream, event: RecordedEvent): Promise<string | undefined> => {
  const { register } = dataOf(event)
  const caused = isRegister(register)
    ? await readRecorded(legalRegisterStream(stream.parsed.tenantId, register), {
        from: Math.max(0, register.revision),
      })
    : stream.all
  const taken = caused.find(isCausedBy(event))
  if (taken)
    return (
      `the legal number of ${eventName(event)} is taken (${eventName(taken)}), ` +
      'and would belong to no document'
    )
  return awaitsNumber(stream, event)
    ? `${eventName(event)} decides a document and can be read, so its legal number may be taken at any moment`
    : undefined
}

const isRegister = (value: unknown): value is RegisterHead =>
  registerField.problemWith(value, 'register') === null

/** Whether a command or a job that loads the invoice finds a document here. */
const awaitsNumber = (stream: RecordedStream, event: RecordedEvent): boolean => {
  const last = readUpTo(invoices, stream, event)?.last
  return last !== undefined && decidesDocument(last)
}

/**
 * The event, and the state after it, as a process reads them that does not know a skip of it. Undefined where
 * this release cannot.
 */
const readUpTo = <None, Existing, Event>(
  aggregate: Aggregate<None, Existing, Event>,
  { all, skips }: RecordedStream,
  { revision }: RecordedEvent,
): { last: Event | undefined; state: None | Existing } | undefined => {
  try {
    const counted = all
      .filter((one) => one.revision <= revision)
      .map((one) => withSkip(one, skips))
      .filter((one) => !isPassedOver(one))
      .map(aggregate.decode)
    return { last: counted.at(-1), state: fold(aggregate, counted) }
  } catch (error) {
    if (isUnreadable(error)) return undefined
    throw error
  }
}

/**
 * A payment, its reversal or its refusal that belongs to a receipt, which has recorded this outcome. Whoever
 * can read the event may record it at any moment.
 */
const whyReceived = async (stream: RecordedStream, event: RecordedEvent): Promise<string | undefined> => {
  const { paymentId } = dataOf(event)
  if (typeof paymentId !== 'string') return undefined
  const { tenantId } = stream.parsed
  const ofPayment = stream.all.map(dataOf).filter((data) => data.paymentId === paymentId)
  const receiptId = ofPayment.map((data) => data.receiptId).find((id) => typeof id === 'string')
  if (receiptId === undefined) return undefined
  const outcomes = await readRecorded(receiptStream(tenantId, receiptId))
  const outcome = outcomes.find(
    (one) => dataOf(one).paymentId === paymentId && one.metadata.causationId === event.metadata.causationId,
  )
  if (outcome) {
    const part = `its part ${paymentId} (${eventName(outcome)})`
    return `the receipt ${receiptId} has recorded what became of ${part}`
  }
  return readUpTo(invoices, stream, event)
    ? `${eventName(event)} can be read, so the receipt ${receiptId} may record it at any moment`
    : undefined
}

/** What a receipt has done at the invoices that it names. */
const whyPaid = async (
  { parsed: { tenantId }, all }: RecordedStream,
  event: RecordedEvent,
): Promise<string | undefined> => {
  for (const invoiceId of invoicesIn(all)) {
    const effect = (await readRecorded(invoiceStream(tenantId, invoiceId))).find(isCausedBy(event))
    if (effect) return `${eventName(event)} has an effect on an invoice (${eventName(effect)})`
  }
  return undefined
}

/** What a receipt is about to do at its invoices: any process that can read the event carries its parts. */
const whyToBePaid = (stream: RecordedStream, event: RecordedEvent): string | undefined => {
  const { last, state } = readUpTo(receipts, stream, event) ?? {}
  const isOpen = state?.status === 'RECORDED' && openAllocations(state).length > 0
  return isOpen && last && decidesParts(last)
    ? `${eventName(event)} can be read, so its parts may reach their invoices at any moment`
    : undefined
}

const decidesParts = ({ type }: ReceiptEvent): boolean =>
  type === 'ReceiptRecorded' || type === 'ReceiptAllocated' || type === 'ReceiptReversed'

const invoicesIn = (all: readonly RecordedEvent[]): Set<string> => {
  const allocations = all.flatMap((event) => {
    const named = dataOf(event).allocations
    return Array.isArray(named) ? (named as ({ invoiceId?: unknown } | null)[]) : []
  })
  const ids = allocations.map((part) => part?.invoiceId)
  return new Set(ids.filter((id) => typeof id === 'string'))
}

const dataOf = ({ data }: RecordedEvent): Record<string, unknown> =>
  typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
