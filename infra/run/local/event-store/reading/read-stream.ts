import type { RecordedEvent } from '../event.ts'
import { loadStreamPage } from '../storage/load-pages.ts'
import { pageSize } from '../storage/page-size.ts'
import { firstVisibleRevision, isSoftDeleted, oldestVisibleMs } from '../stream-metadata.ts'
import { queryEvents, type Source, type StreamInfo } from './source.ts'

/** `count` is the highest number of events. */
export type StreamReadOptions = {
  stream: string
  from: number | 'start' | 'end'
  backwards: boolean
  count: number
}

/**
 * True for a stream that was never written to, and for one that was soft deleted and not written to since.
 */
export const isMissing = ({ lastRevision, metadata }: StreamInfo): boolean =>
  lastRevision < 0 || isSoftDeleted(metadata)

/** How many events EventStoreDB reads at once. */
const serverPage = 32

/**
 * The first visible revision, when EventStoreDB reports it: a forward read begins so far before it, or so far
 * after the end, that its first page is empty.
 */
export const firstPositionToReport = (
  { lastRevision, metadata }: StreamInfo,
  { from, backwards, count }: StreamReadOptions,
): number | undefined => {
  if (backwards || from === 'end') return undefined
  const start = from === 'start' ? 0 : from
  const lowest = firstVisibleRevision(metadata, lastRevision)
  if (start + Math.min(serverPage, count) - 1 < lowest) return lowest
  return Math.max(start, lowest) > lastRevision && start !== lastRevision + 1 ? lastRevision + 1 : undefined
}

/** Yields the visible events of a stream, a page at a time; only one page is in memory. */
export async function* readStream(
  source: Source,
  { lastRevision, metadata }: StreamInfo,
  options: StreamReadOptions,
): AsyncGenerator<RecordedEvent[]> {
  const { stream, backwards } = options
  const lowest = firstVisibleRevision(metadata, lastRevision)
  const oldestMs = oldestVisibleMs(metadata)
  const start = startOf(options, lastRevision)
  const end = backwards ? lowest : Number.MAX_SAFE_INTEGER
  const size = pageSize()
  let from = backwards ? Math.min(start, Number.MAX_SAFE_INTEGER) : Math.max(start, lowest)
  let left = options.count
  while (left > 0 && (backwards ? from >= end : from <= end)) {
    const range = { stream, from, to: end, backwards, limit: Math.min(size.rows, left) }
    const page = await queryEvents(() => loadStreamPage(source.sql, range))
    const visible = oldestMs > 0 ? page.filter((event) => event.createdMs >= oldestMs) : page
    left -= visible.length
    if (visible.length > 0) yield visible
    const last = page.at(-1)
    if (last === undefined || page.length < range.limit) return
    from = last.revision + (backwards ? -1 : 1)
    size.adjustTo(page)
  }
}

/** A forward read from the end returns nothing; a backward read from the start returns the first event. */
const startOf = ({ from, backwards }: StreamReadOptions, lastRevision: number): number => {
  if (from === 'start') return 0
  if (from === 'end') return backwards ? lastRevision : lastRevision + 1
  return from
}
