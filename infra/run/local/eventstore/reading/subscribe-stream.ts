import type { RecordedEvent } from '../event.ts'
import { pageSize } from '../storage/page-size.ts'
import { streamPage } from '../storage/pages.ts'
import { firstVisible, isSoftDeleted } from '../stream-metadata.ts'
import { reading, type Source, type StreamState, streamState } from './source.ts'
import type { Notice } from './subscribe-all.ts'

/** `after` is a revision, -1 for everything. */
export type StreamSubscription = { stream: string; after: number | 'end' }

const eventsAtATime = 500

/** Everything of a stream after a revision, for ever; the stream need not exist yet. */
export async function* subscribeStream(
  source: Source,
  { stream, after }: StreamSubscription,
  signal: AbortSignal,
): AsyncGenerator<Notice> {
  const { recent } = source
  // What is committed up to here PostgreSQL shows already; what comes after is found in the recent events.
  let seen = recent.last
  let revision = firstBefore(await streamState(source, stream), after)
  let behind = true
  let live: boolean | undefined
  yield { kind: 'confirmed' }

  while (!signal.aborted) {
    const near = behind ? undefined : recent.after(seen, eventsAtATime)
    if (near === undefined) {
      if (live === true) yield { kind: 'fellBehind' }
      live = false
      behind = false
      seen = Math.max(seen, recent.last)
      for await (const event of stored(source, stream, revision)) {
        yield { kind: 'event', event }
        revision = event.revision
      }
    } else if (near.length > 0) {
      for (const event of near) {
        if (event.stream !== stream || event.revision <= revision) continue
        yield { kind: 'event', event }
        revision = event.revision
      }
      seen = near.at(-1)?.position ?? seen
    } else {
      if (live !== true) yield { kind: 'caughtUp' }
      live = true
      await recent.beyond(seen, signal)
    }
  }
}

/** The revision before the first that is told: truncated and deleted events never are. */
const firstBefore = ({ last, metadata }: StreamState, after: number | 'end'): number => {
  if (after === 'end' || isSoftDeleted(metadata)) return Math.max(after === 'end' ? -1 : after, last)
  return Math.max(after, firstVisible(metadata, last) - 1)
}

async function* stored(source: Source, stream: string, after: number): AsyncGenerator<RecordedEvent> {
  const size = pageSize()
  let from = after + 1
  for (let full = true; full; ) {
    const limit = size.rows
    const page = await reading(() =>
      streamPage(source.sql, { stream, from, to: Number.MAX_SAFE_INTEGER, backwards: false, limit }),
    )
    yield* page
    full = page.length === limit
    from = (page.at(-1)?.revision ?? from) + 1
    size.learn(page)
  }
}
