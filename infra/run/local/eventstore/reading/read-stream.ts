import type { RecordedEvent } from '../event.ts'
import { pageSize } from '../storage/page-size.ts'
import { streamPage } from '../storage/pages.ts'
import { firstVisible, isSoftDeleted } from '../stream-metadata.ts'
import { reading, type Source, type StreamState } from './source.ts'

export type StreamRead = { stream: string; from: number | 'start' | 'end'; backwards: boolean; count: number }

/** Missing for a reader: never written, or soft deleted and not written since. */
export const isMissing = ({ last, metadata }: StreamState): boolean => last < 0 || isSoftDeleted(metadata)

/** The visible events of a stream, a page at a time; nothing is held beyond the page. */
export async function* readStream(
  source: Source,
  state: StreamState,
  read: StreamRead,
): AsyncGenerator<RecordedEvent[]> {
  const { stream, backwards } = read
  const lowest = firstVisible(state.metadata, state.last)
  const oldest = state.metadata.maxAge === undefined ? 0 : Date.now() - state.metadata.maxAge * 1000
  const [start, end] = backwards
    ? [Math.min(startOf(read, state.last), Number.MAX_SAFE_INTEGER), lowest]
    : [Math.max(startOf(read, state.last), lowest), Number.MAX_SAFE_INTEGER]
  const size = pageSize()
  let from = start
  let left = read.count
  while (left > 0 && (backwards ? from >= end : from <= end)) {
    const limit = Math.min(size.rows, left)
    const page = await reading(() => streamPage(source.sql, { stream, from, to: end, backwards, limit }))
    const visible = oldest > 0 ? page.filter((event) => event.created >= oldest) : page
    left -= visible.length
    if (visible.length > 0) yield visible
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return
    from = last.revision + (backwards ? -1 : 1)
    size.learn(page)
  }
}

/** From the end forwards there is nothing to read; from the start backwards there is the first event. */
const startOf = ({ from, backwards }: StreamRead, last: number): number => {
  if (from === 'start') return 0
  if (from === 'end') return backwards ? last : last + 1
  return from
}
