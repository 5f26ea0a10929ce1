import { type Remark, remarkIf } from '../../../domain/audit/finding.ts'
import type { Aggregate } from '../../../domain/event/aggregate.ts'
import { fold } from '../../../domain/event/aggregate.ts'
import { isPassedOver } from '../../../domain/event/codec.ts'
import { EventUndecodable } from '../../../domain/event/decode.ts'
import { StreamDamaged } from '../../../domain/event/stream-damaged.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { type RegisterEvent, registerCodec } from '../../../domain/numbering/events.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../../domain/receipt/state.ts'
import { patiently } from '../../../infra/event-store/all-events.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { eventName, readSkips } from '../../../infra/event-store/skips.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceStream, receiptStream } from '../../../infra/event-store/stream-names.ts'

/** A stream and its fold, without the events that are passed over. */
export type Folded<State, Event> = {
  stream: string
  events: readonly { event: Event; stored: StoredEvent }[]
  /** Undefined while the stream has no event that counts, and where it cannot be folded. */
  state: State | undefined
  /** False where the stream cannot be folded, so that nothing is known of what it stands for. */
  isReadable: boolean
  /** That of the first event; -1 for no event. */
  firstRevision: number
  /** That of the last event, also if it is passed over; -1 for no event. */
  revision: number
  /** Why it cannot be folded, or what it lacks. */
  problems: readonly Remark[]
}
export type FoldedInvoice = Folded<ExistingInvoice, InvoiceEvent>
export type FoldedReceipt = Folded<ExistingReceipt, ReceiptEvent>

/**
 * The finding on a stream that has lost its first event. A stream is checked when the audit comes to that
 * event, so this one is never checked: whatever names it reports it.
 */
export const beginningOf = ({ stream, firstRevision }: Folded<unknown, unknown>): readonly Remark[] =>
  remarkIf(firstRevision > 0, 'STREAM_INCOMPLETE', `${stream} begins at revision ${firstRevision}`)

/** The reads of one look at the streams of a page: each stream is read once. */
export type Streams = {
  skips(tenantId: string): Promise<ReadonlySet<string>>
  invoice(tenantId: string, invoiceId: string): Promise<FoldedInvoice>
  receipt(tenantId: string, receiptId: string): Promise<FoldedReceipt>
  /** The event of a register at a revision. */
  entry(tenantId: string, register: string, revision: number): Promise<RegisterEvent | undefined>
}

/**
 * Streams that are held for another use. A page has 500 events, and each may be of another stream, so they
 * are held by the number of their events and lines.
 */
const maxHeldEvents = 20_000
/** The entries of a register that are read together: documents of a page have neighbouring serials. */
const entriesPerRead = 200

export const readStreams = (): Streams => {
  const held = holding<Folded<unknown, unknown>>()
  const entries = holding<ReadonlyMap<number, RegisterEvent>>()
  const skipsOf = new Map<string, Promise<ReadonlySet<string>>>()
  const skips = (tenantId: string) => {
    const known = skipsOf.get(tenantId) ?? patiently(() => readSkips(tenantId))
    skipsOf.set(tenantId, known)
    return known
  }
  const folded = <None, State, Event>(
    aggregate: Aggregate<None, State, Event>,
    tenantId: string,
    stream: string,
  ) =>
    held(stream, async () => readFolded(aggregate, stream, await skips(tenantId)), weightOf) as Promise<
      Folded<State, Event>
    >
  return {
    skips,
    invoice: (tenantId, id) => folded(invoices, tenantId, invoiceStream(tenantId, id)),
    receipt: (tenantId, id) => folded(receipts, tenantId, receiptStream(tenantId, id)),
    entry: async (tenantId, register, revision) => {
      const from = revision - (revision % entriesPerRead)
      const read = async () => readEntries(register, from, await skips(tenantId))
      const page = await entries(eventName({ stream: register, revision: from }), read, ({ size }) => size)
      return page.get(revision)
    },
  }
}

/** Holds what was read last, up to `maxHeldEvents`; an older one is read again when it is needed. */
const holding = <Value>() => {
  const held = new Map<string, { value: Promise<Value>; weight: number }>()
  let weight = 0
  return (key: string, read: () => Promise<Value>, weightOfValue: (value: Value) => number) => {
    const known = held.get(key)
    if (known) return known.value
    const entry = { value: read(), weight: 1 }
    held.set(key, entry)
    weight += 1
    const weigh = (value: Value) => {
      if (held.get(key) !== entry) return
      entry.weight += weightOfValue(value)
      weight += entry.weight - 1
      for (const [oldest, { weight: freed }] of held) {
        if (weight <= maxHeldEvents || oldest === key) break
        held.delete(oldest)
        weight -= freed
      }
    }
    entry.value.then(weigh, () => undefined)
    return entry.value
  }
}

const weightOf = ({ events, state }: Folded<unknown, unknown>): number => {
  const lines = (state as Partial<ExistingInvoice> | undefined)?.lines?.length ?? 0
  return events.length + lines
}

const readFolded = async <None, State, Event>(
  aggregate: Aggregate<None, State, Event>,
  stream: string,
  skips: ReadonlySet<string>,
): Promise<Folded<State, Event>> => {
  const all = await patiently(() => readStream(stream))
  const [first, last] = [all[0]?.revision ?? -1, all.at(-1)?.revision ?? -1]
  const found = { stream, firstRevision: first, revision: last, isReadable: true }
  const unreadable = { ...found, isReadable: false, events: [], state: undefined }
  const gap = all.findIndex(({ revision }, index) => revision !== index)
  const what = `the event at revision ${gap} is missing`
  const problems: Remark[] = gap === -1 ? [] : [{ code: 'STREAM_INCOMPLETE', what }]
  const counted = all.filter((stored) => !isPassedOver(stored) && !skips.has(eventName(stored)))
  try {
    const events = counted.map((stored) => ({ event: aggregate.decode(stored), stored }))
    return { ...found, events, state: foldUpTo(aggregate, events, found.revision), problems }
  } catch (error) {
    // The event is reported where the page has it.
    if (error instanceof EventUndecodable) return { ...unreadable, problems }
    if (!(error instanceof StreamDamaged)) throw error
    const damaged: Remark = { code: 'STREAM_DAMAGED', what: error.message }
    return { ...unreadable, problems: [...problems, damaged] }
  }
}

/** The state after the event of a revision, or undefined before the first event that counts. */
export const foldUpTo = <None, State, Event>(
  aggregate: Aggregate<None, State, Event>,
  events: Folded<State, Event>['events'],
  revision: number,
): State | undefined => {
  const until = events.filter(({ stored }) => stored.revision <= revision).map(({ event }) => event)
  return until.length === 0 ? undefined : (fold(aggregate, until) as State)
}

const readEntries = async (register: string, from: number, skips: ReadonlySet<string>) => {
  const events = await patiently(() => readStream(register, { from, maxCount: entriesPerRead }))
  const entries = new Map<number, RegisterEvent>()
  for (const stored of events) {
    if (skips.has(eventName(stored))) continue
    try {
      entries.set(stored.revision, registerCodec.decode(stored))
    } catch (error) {
      if (!(error instanceof EventUndecodable)) throw error
    }
  }
  return entries
}
