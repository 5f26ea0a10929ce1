import type { EventFilter } from './filter.ts'
import { type SearchedPage, searchForwards } from './read-all.ts'
import type { Source } from './source.ts'
import type { SubscriptionMessage } from './subscription-message.ts'

/**
 * `eventsPerCheckpoint` counts all events searched, accepted or not, from the start; undefined without a
 * filter, because then every event has its position and no checkpoints are needed.
 */
export type AllSubscriptionOptions = {
  after: number | 'end'
  filter: EventFilter
  eventsPerCheckpoint: number | undefined
}

const maxEventsAtOnce = 500

/**
 * Yields everything after a position until the signal is aborted: from PostgreSQL while behind, from the
 * recent events when near the end. The position reached is the only state, so the change between the two can
 * neither skip nor repeat an event.
 */
export async function* subscribeAll(
  source: Source,
  { after, filter, eventsPerCheckpoint }: AllSubscriptionOptions,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionMessage> {
  const { recent } = source
  let position = after === 'end' ? recent.lastPosition : after
  const interval = eventsPerCheckpoint ?? Number.POSITIVE_INFINITY
  let nextCheckpoint = position + interval
  let caughtUp: boolean | undefined
  yield { kind: 'confirmed' }

  function* messagesOf({ events, searchedTo }: SearchedPage): Generator<SubscriptionMessage> {
    let sent = 0
    // Positions have no gaps, so the position of each checkpoint is known however the pages are cut.
    for (; nextCheckpoint <= searchedTo; nextCheckpoint += interval) {
      for (let event = events[sent]; event && event.position <= nextCheckpoint; event = events[++sent])
        yield { kind: 'event', event }
      yield { kind: 'checkpoint', position: nextCheckpoint }
    }
    for (const event of events.slice(sent)) yield { kind: 'event', event }
    position = searchedTo
  }

  while (!signal.aborted) {
    const next = recent.after(position, maxEventsAtOnce)
    if (next === undefined) {
      if (caughtUp === true) yield { kind: 'fellBehind' }
      caughtUp = false
      for await (const page of searchForwards(source, position, recent.lastPosition, filter)) {
        yield* messagesOf(page)
        if (signal.aborted) return
      }
    } else if (next.length > 0) {
      const searchedTo = next.at(-1)?.position ?? position
      yield* messagesOf({ events: next.filter(filter.accepts), searchedTo })
    } else {
      if (caughtUp !== true) yield { kind: 'caughtUp' }
      caughtUp = true
      await recent.waitForMore(position, signal)
    }
  }
}
