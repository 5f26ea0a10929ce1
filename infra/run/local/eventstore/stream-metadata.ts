/** What of a stream a reader may still see. `truncateBefore` at or beyond `softDeleted` means that the stream is soft deleted. */
export type StreamMetadata = { maxCount?: number; maxAge?: number; truncateBefore?: number }

/** EventStoreDB marks a soft deleted stream with the highest int64, which JSON.parse rounds to this. */
const deletedMark = '9223372036854775807'

export const softDeleteMetadata = `{"$tb":${deletedMark}}`

export const isSoftDeleted = (metadata: StreamMetadata): boolean =>
  (metadata.truncateBefore ?? 0) >= Number(deletedMark)

/** Unreadable metadata or a setting out of range counts as not given, as in EventStoreDB. */
export const parseMetadata = (data: Uint8Array): StreamMetadata => {
  const given = parseObject(data)
  const metadata: StreamMetadata = {}
  const maxCount = atLeast(1, given.$maxCount)
  const maxAge = atLeast(1, given.$maxAge)
  const truncateBefore = atLeast(0, given.$tb)
  if (maxCount !== undefined) metadata.maxCount = maxCount
  if (maxAge !== undefined) metadata.maxAge = maxAge
  if (truncateBefore !== undefined) metadata.truncateBefore = truncateBefore
  return metadata
}

/** The metadata of a soft deleted stream that is written to again: older events stay hidden, the rest is kept. */
export const undeleted = (data: Uint8Array, firstVisible: number): Uint8Array =>
  Buffer.from(JSON.stringify({ ...parseObject(data), $tb: firstVisible }))

/** The first revision that may be read. */
export const firstVisible = (metadata: StreamMetadata, last: number): number =>
  Math.max(
    0,
    metadata.truncateBefore ?? 0,
    metadata.maxCount === undefined ? 0 : last - metadata.maxCount + 1,
  )

const parseObject = (data: Uint8Array): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {}
  } catch {
    return {}
  }
}

const atLeast = (least: number, value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= least ? value : undefined
