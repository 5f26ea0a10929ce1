import type { RecordedEvent } from '../event.ts'
import type { EventFilter } from './filter.ts'
import { type Searched, searchForwards } from './read-all.ts'
import type { Source } from './source.ts'

/** What a subscriber is told, in order. */
export type Notice =
  /** The place to begin at is fixed: whatever is appended from now on will be told. */
  | { kind: 'confirmed' }
  | { kind: 'event'; event: RecordedEvent }
  | { kind: 'checkpoint'; position: number }
  | { kind: 'caughtUp' }
  | { kind: 'fellBehind' }

/** `checkpointEvery` counts events looked at, wanted or not; undefined when there is no filter, for then every event is a checkpoint. */
export type AllSubscription = {
  after: number | 'end'
  filter: EventFilter
  checkpointEvery: number | undefined
}

const eventsAtATime = 500

/**
 * Everything after a position, for ever: from PostgreSQL while behind, from the recent events when near the end. The position
 * reached is the only state, so the change from one to the other can neither leave out nor repeat an event.
 */
export async function* subscribeAll(
  source: Source,
  { after, filter, checkpointEvery }: AllSubscription,
  signal: AbortSignal,
): AsyncGenerator<Notice> {
  const { recent } = source
  let seen = after === 'end' ? recent.last : after
  let sinceCheckpoint = 0
  let live: boolean | undefined
  yield { kind: 'confirmed' }

  function* told({ events, upTo }: Searched): Generator<Notice> {
    for (const event of events) yield { kind: 'event', event }
    sinceCheckpoint += upTo - seen
    seen = upTo
    if (checkpointEvery === undefined || sinceCheckpoint < checkpointEvery) return
    sinceCheckpoint = 0
    yield { kind: 'checkpoint', position: seen }
  }

  while (!signal.aborted) {
    const near = recent.after(seen, eventsAtATime)
    if (near === undefined) {
      if (live === true) yield { kind: 'fellBehind' }
      live = false
      for await (const page of searchForwards(source, seen, recent.last, filter)) {
        yield* told(page)
        if (signal.aborted) return
      }
    } else if (near.length > 0) {
      yield* told({ events: near.filter(filter.accepts), upTo: near.at(-1)?.position ?? seen })
    } else {
      if (live !== true) yield { kind: 'caughtUp' }
      live = true
      await recent.beyond(seen, signal)
    }
  }
}
