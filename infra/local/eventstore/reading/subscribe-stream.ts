import { pageSize } from '../storage/page-size.ts'
import { streamPage } from '../storage/pages.ts'
import { firstVisible, isSoftDeleted } from '../stream-metadata.ts'
import { reading, type Source, streamState } from './source.ts'
import type { Notice } from './subscribe-all.ts'

/** `after` is a revision, -1 for everything. */
export type StreamSubscription = { stream: string; after: number | 'end' }

const eventsAtATime = 500

/** Everything of a stream after a revision, for ever; the stream need not exist yet. */
export async function* subscribeStream(source: Source, { stream, after }: StreamSubscription, signal: AbortSignal): AsyncGenerator<Notice> {
  const { recent } = source
  // Everything up to here is in PostgreSQL already; what comes after is found in the recent events.
  let seen = recent.last
  const state = await streamState(source, stream)
  let revision =
    after === 'end'
      ? state.last
      : Math.max(after, isSoftDeleted(state.metadata) ? state.last : firstVisible(state.metadata, state.last) - 1)
  let behind = true
  let live: boolean | undefined
  yield { kind: 'confirmed' }

  while (!signal.aborted) {
    const near = behind ? undefined : recent.after(seen, eventsAtATime)
    if (near === undefined) {
      if (live === true) yield { kind: 'fellBehind' }
      live = false
      behind = false
      if (recent.last > seen) seen = recent.last
      const size = pageSize()
      for (let full = true; full; ) {
        const page = await reading(() =>
          streamPage(source.sql, { stream, from: revision + 1, to: Number.MAX_SAFE_INTEGER, backwards: false, limit: size.rows }),
        )
        full = page.length === size.rows
        size.learn(page)
        for (const event of page) yield { kind: 'event', event }
        revision = page.at(-1)?.revision ?? revision
        if (signal.aborted) return
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
