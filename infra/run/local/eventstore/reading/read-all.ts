import type { RecordedEvent } from '../event.ts'
import { pageSize } from '../storage/page-size.ts'
import { allPage } from '../storage/pages.ts'
import type { EventFilter } from './filter.ts'
import { reading, type Source } from './source.ts'

/** Positions looked through at a time under a filter, so that a rare event is found without holding up a connection for long. */
const searchWindow = 5000

export type AllRead = {
  from: number | 'start' | 'end'
  backwards: boolean
  count: number
  filter: EventFilter
}

/** A page of $all: the events that the filter accepts, and the position up to which all were looked at. */
export type Searched = { events: RecordedEvent[]; upTo: number }

/**
 * The events of $all up to the end that it had when the read began. Forwards the given position is the first to be read;
 * backwards the last before it is, as in EventStoreDB, where a position is the place before an event.
 */
export async function* readAll(source: Source, read: AllRead): AsyncGenerator<RecordedEvent[]> {
  const last = source.recent.last
  let left = read.count
  const pages = read.backwards
    ? searchBackwards(
        source,
        read.from === 'end' ? last : read.from === 'start' ? 0 : Math.min(read.from - 1, last),
        read.filter,
      )
    : searchForwards(
        source,
        read.from === 'end' ? last : read.from === 'start' ? 0 : read.from - 1,
        last,
        read.filter,
      )
  for await (const { events } of pages) {
    const wanted = events.slice(0, left)
    left -= wanted.length
    if (wanted.length > 0) yield wanted
    if (left <= 0) return
  }
}

/** Pages of the events after one position up to another. */
export async function* searchForwards(
  source: Source,
  after: number,
  last: number,
  filter: EventFilter,
): AsyncGenerator<Searched> {
  const size = pageSize()
  let seen = Math.max(0, after)
  while (seen < last) {
    const to = filter.prefixes === undefined ? last : Math.min(last, seen + searchWindow)
    const page = await reading(() =>
      allPage(source.sql, {
        from: seen + 1,
        to,
        backwards: false,
        limit: size.rows,
        prefixes: filter.prefixes,
      }),
    )
    seen = page.length < size.rows ? to : (page.at(-1)?.position ?? to)
    size.learn(page)
    yield { events: page.filter(filter.accepts), upTo: seen }
  }
}

async function* searchBackwards(source: Source, from: number, filter: EventFilter): AsyncGenerator<Searched> {
  const size = pageSize()
  let next = from
  while (next > 0) {
    const to = filter.prefixes === undefined ? 1 : Math.max(1, next - searchWindow + 1)
    const page = await reading(() =>
      allPage(source.sql, { from: next, to, backwards: true, limit: size.rows, prefixes: filter.prefixes }),
    )
    next = page.length < size.rows ? to - 1 : (page.at(-1)?.position ?? to) - 1
    size.learn(page)
    yield { events: page.filter(filter.accepts), upTo: next + 1 }
  }
}
