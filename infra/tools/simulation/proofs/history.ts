import { decodeUnlessPassedOver, refusalType } from '../../../../domain/event/codec.ts'
import { invoices } from '../../../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../../../domain/invoice/state.ts'
import { receipts } from '../../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../../../domain/receipt/state.ts'
import { parseStream } from '../../../event-store/stream-names.ts'
import type { EventStore, StoredEvent } from '../stand-ins/event-store.ts'

/** A stream and its fold. `stored` is without the refusals of commands. */
export type Folded<State, Event> = {
  stream: string
  state: State
  revision: number
  events: readonly Event[]
  stored: readonly StoredEvent[]
}

/** All streams of a life that have rows, folded; and the streams whose events cannot have happened. */
export type History = {
  invoices: Folded<ExistingInvoice, InvoiceEvent>[]
  receipts: Folded<ExistingReceipt, ReceiptEvent>[]
  /** The refusals of commands that would have begun a stream or changed a receipt. */
  refusals: StoredEvent[]
  damaged: string[]
}

export const foldHistory = (store: EventStore): History => {
  const history: History = { invoices: [], receipts: [], refusals: [], damaged: [] }
  for (const stream of store.streamNames()) {
    const category = parseStream(stream)?.category
    const stored = store.read(stream) ?? []
    const refusals = stored.filter(({ type }) => type === refusalType)
    history.refusals.push(...refusals)
    if (refusals.length === stored.length) continue
    try {
      if (category === 'invoice') history.invoices.push(foldAll(invoices, stream, stored))
      if (category === 'receipt') history.receipts.push(foldAll(receipts, stream, stored))
    } catch (error) {
      history.damaged.push(`${stream}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return history
}

type Foldable<State, Event> = {
  initial: unknown
  evolve(state: never, event: Event): State
  decode(stored: { type: string; data: unknown; metadata: Record<string, unknown> }): Event
}

const foldAll = <State, Event>(
  aggregate: Foldable<State, Event>,
  stream: string,
  stored: readonly StoredEvent[],
): Folded<State, Event> => {
  const events = stored
    .map(({ type, data, metadata }) => ({ type, data: JSON.parse(data), metadata: JSON.parse(metadata) }))
    .map((event) => decodeUnlessPassedOver(aggregate as never, event as never) as Event | undefined)
    .filter((event) => event !== undefined)
  const state = events.reduce(
    (before, event) => aggregate.evolve(before as never, event) as unknown,
    aggregate.initial,
  )
  const kept = stored.filter(({ type }) => type !== refusalType)
  return { stream, state: state as State, revision: stored.length - 1, events, stored: kept }
}
