import { fold } from '../../../domain/event/aggregate.ts'
import { isPassedOver } from '../../../domain/event/codec.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { decidesDocument } from '../../../domain/invoice/issue/document-of.ts'
import { type RegisterHead, registerField } from '../../../domain/numbering/documents.ts'
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
  if (stream.parsed.category === 'receipt') return whyPaid(stream, event)
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
const awaitsNumber = ({ all, skips }: RecordedStream, { revision }: RecordedEvent): boolean => {
  try {
    const counted = all
      .filter((one) => one.revision <= revision)
      .map((one) => withSkip(one, skips))
      .filter((one) => !isPassedOver(one))
      .map(invoices.decode)
    fold(invoices, counted)
    const last = counted.at(-1)
    return last !== undefined && decidesDocument(last)
  } catch (error) {
    if (isUnreadable(error)) return false
    throw error
  }
}

/** A payment, its reversal or its refusal that belongs to a receipt, which has recorded this outcome. */
const whyReceived = async (
  { parsed: { tenantId }, all }: RecordedStream,
  event: RecordedEvent,
): Promise<string | undefined> => {
  const { paymentId } = dataOf(event)
  if (typeof paymentId !== 'string') return undefined
  const ofPayment = all.map(dataOf).filter((data) => data.paymentId === paymentId)
  const receiptId = ofPayment.map((data) => data.receiptId).find((id) => typeof id === 'string')
  if (receiptId === undefined) return undefined
  const outcomes = await readRecorded(receiptStream(tenantId, receiptId))
  const outcome = outcomes.find(
    (one) => dataOf(one).paymentId === paymentId && one.metadata.causationId === event.metadata.causationId,
  )
  return (
    outcome &&
    `the receipt ${receiptId} has recorded what became of its part ${paymentId} (${eventName(outcome)})`
  )
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
