import { type RecordedEvent, tombstoneRevision } from '../event.ts'
import { isMissing, readStream } from './read-stream.ts'
import { loadStreamInfo, type Source, type StreamInfo } from './source.ts'
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
  const { lastRevision } = await loadStreamInfo(source, stream)
  let revision = after === 'end' ? lastRevision : after
  let behind = lastRevision > revision
  let caughtUp: boolean | undefined
  yield { kind: 'confirmed' }

  while (!signal.aborted) {
    const next = behind ? undefined : recent.after(position, maxEventsAtOnce)
    if (next === undefined) {
      if (caughtUp === true) yield { kind: 'fellBehind' }
      caughtUp = false
      behind = false
      position = Math.max(position, recent.lastPosition)
      const info = await loadStreamInfo(source, stream)
      if (info.tombstoned) return yield { kind: 'streamDeleted', stream }
      for await (const event of readStored(source, info, { stream, after: revision })) {
        yield { kind: 'event', event }
        revision = event.revision
      }
    } else if (next.length > 0) {
      for (const event of next) {
        if (event.stream !== stream || event.revision <= revision) continue
        yield { kind: 'event', event }
        if (event.revision === tombstoneRevision) return yield { kind: 'streamDeleted', stream }
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

/** The events that a read would return: truncated, expired and soft deleted ones are never sent. */
async function* readStored(
  source: Source,
  info: StreamInfo,
  { stream, after }: { stream: string; after: number },
): AsyncGenerator<RecordedEvent> {
  if (isMissing(info)) return
  const options = { stream, from: after + 1, backwards: false, count: Number.MAX_SAFE_INTEGER }
  for await (const page of readStream(source, info, options)) yield* page
}
