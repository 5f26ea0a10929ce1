import type { RecordedEvent } from '../event.ts'
import { loadAllPage } from '../storage/load-pages.ts'
import { pageSize } from '../storage/page-size.ts'
import type { EventFilter } from './filter.ts'
import { queryEvents, type Source } from './source.ts'

/**
 * Positions that one query searches under a prefix filter, so that a rare event does not occupy a connection
 * for long.
 */
const searchWindow = 5000

/** `count` is the highest number of events. */
export type AllReadOptions = {
  from: number | 'start' | 'end'
  backwards: boolean
  count: number
  filter: EventFilter
}

/** The events of a page of $all that the filter accepts, and the position to which the page was searched. */
export type SearchedPage = { events: RecordedEvent[]; searchedTo: number }

/**
 * Yields the events of $all up to the end that it has when the read begins, a page at a time. As in
 * EventStoreDB, a position lies before its event: a forward read from it begins with that event, a backward
 * read with the one before.
 */
export async function* readAll(source: Source, options: AllReadOptions): AsyncGenerator<RecordedEvent[]> {
  let left = options.count
  for await (const { events } of searchFrom(source, options)) {
    const wanted = events.slice(0, left)
    left -= wanted.length
    if (wanted.length > 0) yield wanted
    if (left <= 0) return
  }
}

const searchFrom = (source: Source, { from, backwards, filter }: AllReadOptions) => {
  const last = source.recent.lastPosition
  const before = from === 'end' ? last : from === 'start' ? 0 : from - 1
  return backwards
    ? searchBackwards(source, Math.min(before, last), filter)
    : searchForwards(source, before, last, filter)
}

/** Yields the pages of $all after the position `after`, to the position `last`. */
export async function* searchForwards(
  source: Source,
  after: number,
  last: number,
  filter: EventFilter,
): AsyncGenerator<SearchedPage> {
  const { prefixes } = filter
  const size = pageSize()
  let searchedTo = Math.max(0, after)
  while (searchedTo < last) {
    const range = {
      from: searchedTo + 1,
      to: prefixes === undefined ? last : Math.min(last, searchedTo + searchWindow),
      backwards: false,
      limit: size.rows,
      prefixes,
    }
    const page = await queryEvents(() => loadAllPage(source.sql, range))
    searchedTo = page.length < range.limit ? range.to : (page.at(-1)?.position ?? range.to)
    size.adjustTo(page)
    yield { events: page.filter(filter.accepts), searchedTo }
  }
}

async function* searchBackwards(
  source: Source,
  from: number,
  filter: EventFilter,
): AsyncGenerator<SearchedPage> {
  const { prefixes } = filter
  const size = pageSize()
  let next = from
  while (next > 0) {
    const range = {
      from: next,
      to: prefixes === undefined ? 1 : Math.max(1, next - searchWindow + 1),
      backwards: true,
      limit: size.rows,
      prefixes,
    }
    const page = await queryEvents(() => loadAllPage(source.sql, range))
    const searchedTo = page.length < range.limit ? range.to : (page.at(-1)?.position ?? range.to)
    next = searchedTo - 1
    size.adjustTo(page)
    yield { events: page.filter(filter.accepts), searchedTo }
  }
}
