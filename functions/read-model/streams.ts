import { type Aggregate, fold } from '../../domain/event/aggregate.ts'
import { decodeUnlessPassedOver } from '../../domain/event/codec.ts'
import type { StoredEvent } from '../../infra/event-store/stored-event.ts'
import { invoke } from '../../infra/lambda/invoke.ts'

/** The stream of an invoice, or without `invoiceId` that of the tenant. */
export type StreamName = { tenantId: string; invoiceId?: string }

/**
 * What `read-stream` is invoked with: a stream, the revision to begin at, and the limits of the page where
 * they are lower than those of the function.
 */
export type StreamRequest = StreamName & { from: number; maxEvents?: number; maxBytes?: number }

/**
 * What `read-stream` returns: events in order, and the revision of the next page; null at the end of the
 * stream.
 */
export type StreamPage = { events: StoredEvent[]; next: number | null }

/** A stream that is too long for one query to fold. */
export class StreamTooLong extends Error {
  readonly code = 'STREAM_TOO_LONG'
  readonly maxPages = maxPages

  constructor() {
    super(`The stream has more than ${maxPages} pages`)
    this.name = 'StreamTooLong'
  }
}

/** Each has at most 3 MB and 500 events, so a query reads at most 60 MB or 10,000 events. */
const maxPages = 20

/** Reads through the private function `read-stream`, because a query has no event store client. */
export const readStreamPage = async (request: StreamRequest): Promise<StreamPage> =>
  (await invoke('read-stream', request, 'RequestResponse')) as StreamPage

/**
 * Folds a stream page by page, up to the first event that does not belong to it, and keeps only the state.
 * Skipped events change nothing.
 * Returns the state, and the revision of its last event; -1 when there is none.
 * @throws StreamTooLong when the stream has more pages than one query may read
 */
export const foldStream = async <None, Existing, Event>(
  stream: StreamName,
  aggregate: Aggregate<None, Existing, Event>,
  belongs: (event: Event) => boolean = () => true,
): Promise<{ state: None | Existing; revision: number }> => {
  let state: None | Existing = aggregate.initial
  let revision = -1
  let from: number | null = 0
  for (let page = 0; from !== null; page++) {
    if (page === maxPages) throw new StreamTooLong()
    const { events, next }: StreamPage = await readStreamPage({ ...stream, from })
    for (const stored of events) {
      const event = decodeUnlessPassedOver(aggregate, stored)
      if (event !== undefined && !belongs(event)) return { state, revision }
      if (event !== undefined) state = fold(aggregate, [event], state)
      revision = stored.revision
    }
    from = next
  }
  return { state, revision }
}
