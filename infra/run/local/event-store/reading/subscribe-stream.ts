import type { RecordedEvent } from '../event.ts'
import { loadStreamPage } from '../storage/load-pages.ts'
import { pageSize } from '../storage/page-size.ts'
import { firstVisibleRevision, isSoftDeleted } from '../stream-metadata.ts'
import { loadStreamInfo, queryEvents, type Source, type StreamInfo } from './source.ts'
import type { SubscriptionMessage } from './subscription-message.ts'

/** `after` is a revision; -1 means from the first event. */
export type StreamSubscriptionOptions = { stream: string; after: number | 'end' }

const maxEventsAtOnce = 500

/**
 * Yields everything in a stream after a revision until the signal is aborted. The stream need not exist yet.
 */
export async function* subscribeStream(
  source: Source,
  { stream, after }: StreamSubscriptionOptions,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionMessage> {
  const { recent } = source
  // Events up to this position are read from PostgreSQL, later ones from the recent events.
  let position = recent.lastPosition
  let revision = revisionBeforeFirst(await loadStreamInfo(source, stream), after)
  let behind = true
  let caughtUp: boolean | undefined
  yield { kind: 'confirmed' }

  while (!signal.aborted) {
    const next = behind ? undefined : recent.after(position, maxEventsAtOnce)
    if (next === undefined) {
      if (caughtUp === true) yield { kind: 'fellBehind' }
      caughtUp = false
      behind = false
      position = Math.max(position, recent.lastPosition)
      for await (const event of readStored(source, stream, revision)) {
        yield { kind: 'event', event }
        revision = event.revision
      }
    } else if (next.length > 0) {
      for (const event of next) {
        if (event.stream !== stream || event.revision <= revision) continue
        yield { kind: 'event', event }
        revision = event.revision
      }
      position = next.at(-1)?.position ?? position
    } else {
      if (caughtUp !== true) yield { kind: 'caughtUp' }
      caughtUp = true
      await recent.waitForMore(position, signal)
    }
  }
}

/** The revision before the first event to send: truncated and soft deleted events are never sent. */
const revisionBeforeFirst = ({ lastRevision, metadata }: StreamInfo, after: number | 'end'): number => {
  if (after === 'end') return Math.max(-1, lastRevision)
  if (isSoftDeleted(metadata)) return Math.max(after, lastRevision)
  return Math.max(after, firstVisibleRevision(metadata, lastRevision) - 1)
}

async function* readStored(source: Source, stream: string, after: number): AsyncGenerator<RecordedEvent> {
  const size = pageSize()
  let from = after + 1
  for (let full = true; full; ) {
    const range = { stream, from, to: Number.MAX_SAFE_INTEGER, backwards: false, limit: size.rows }
    const page = await queryEvents(() => loadStreamPage(source.sql, range))
    yield* page
    full = page.length === range.limit
    from = (page.at(-1)?.revision ?? from) + 1
    size.adjustTo(page)
  }
}
