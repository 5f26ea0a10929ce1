import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import type { Folded } from '../../read-model/rows/invoice-table.ts'
import type { InvoiceRecord, RecordPosition } from './batch.ts'

/** The fold of a stream without events. */
export const unwritten: Folded = { invoice: invoices.initial, revision: -1 }

/** The first event that could not be applied, with the text of its record. */
export type Failure = { revision: number; error: unknown; record: string }

/** The fold up to the last event, or up to the event before the one that failed. */
export type FoldResult = { folded: Folded; failure?: Failure }

/** The invoice after the records of its stream, or up to the first of them that could not be applied. */
export type Applied = {
  folded: Folded
  failure?: Failure & { position: RecordPosition }
  duplicates: number
  reread: boolean
}

/**
 * Applies the records of one stream, in any order and however often each is delivered. It skips an event that
 * `from` already contains. When events are missing before a record, it reads the rest of the stream from the
 * event store.
 * @throws EventStoreUnavailable when the rest of the stream cannot be read
 */
export const applyRecords = async (from: Folded, records: readonly InvoiceRecord[]): Promise<Applied> => {
  const applied: Applied = { folded: from, duplicates: 0, reread: false }
  for (const record of records) {
    const event = eventIn(record, applied.folded.revision + 1)
    if ('error' in event) return { ...applied, failure: { ...event, position: record.position } }
    if (event.revision <= applied.folded.revision) {
      applied.duplicates++
      continue
    }
    const gap = event.revision > applied.folded.revision + 1
    const { folded, failure } = gap ? await closeGap(applied.folded, event) : fold(applied.folded, [event])
    applied.folded = folded
    applied.reread ||= gap
    if (failure) return { ...applied, failure: { ...failure, position: record.position } }
  }
  return applied
}

/** A record whose value names another stream than its key fails like one without JSON. */
const eventIn = ({ value, stream }: InvoiceRecord, expected: number): StoredEvent | Failure => {
  try {
    const event = eventOf(value)
    if (event.stream !== stream.name)
      throw new Error(`The record of ${stream.name} contains an event of ${event.stream}`)
    return event
  } catch (error) {
    return { revision: expected, error, record: value }
  }
}

/**
 * A store that lacks a published event was restored to an older state. The stream then fails and is set aside
 * for an operator.
 */
const closeGap = async (from: Folded, event: StoredEvent): Promise<FoldResult> => {
  const reached = await foldStream(event.stream, from)
  if (reached.failure || reached.folded.revision >= event.revision) return reached
  const { revision } = reached.folded
  const error = new Error(
    `The event store has ${event.stream} only up to revision ${revision}, not ${event.revision}`,
  )
  return { ...reached, failure: { revision: event.revision, error, record: JSON.stringify(event) } }
}

/**
 * Reads the events after `from` in the event store and folds them. From `unwritten` this is the whole
 * invoice.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const foldStream = async (stream: string, from: Folded = unwritten): Promise<FoldResult> => {
  // A batch without gaps does not need the client of the event store, whose import takes 60 ms of 190.
  const { readStream } = await import('../../../infra/event-store/read.ts')
  return fold(from, await readStream(stream, { from: from.revision + 1 }))
}

/** Folds events on, up to the last one or the first that cannot be applied. */
export const fold = (from: Folded, events: Iterable<StoredEvent>): FoldResult => {
  let folded = from
  for (const event of events) {
    try {
      folded = next(folded, event)
    } catch (error) {
      return { folded, failure: { revision: event.revision, error, record: JSON.stringify(event) } }
    }
  }
  return { folded }
}

const next = ({ invoice: before, revision }: Folded, stored: StoredEvent): Folded => {
  if (stored.revision !== revision + 1)
    throw new Error(`Revision ${stored.revision} cannot follow revision ${revision}`)
  const invoice = invoices.evolve(before, invoices.decode(stored))
  if (invoiceStream(invoice.tenantId, invoice.id) !== stored.stream)
    throw new Error(`${stored.stream} contains an event of another invoice`)
  return { invoice, revision: stored.revision }
}
