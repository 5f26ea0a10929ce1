/**
 * Which events of a stream a reader may see. `maxAge` is in seconds. A stream is soft deleted when
 * `truncateBefore` is the highest int64.
 */
export type StreamMetadata = { maxCount?: number; maxAge?: number; truncateBefore?: number }

/**
 * EventStoreDB marks a soft deleted stream with the highest int64. JSON.parse and Number both round it to
 * 2^63.
 */
const deletedMark = '9223372036854775807'

export const softDeleteMetadata = `{"$tb":${deletedMark}}`

export const isSoftDeleted = (metadata: StreamMetadata): boolean =>
  (metadata.truncateBefore ?? 0) >= Number(deletedMark)

/** Like EventStoreDB, ignores metadata that cannot be parsed and settings that are out of range. */
export const parseMetadata = (data: Uint8Array): StreamMetadata => {
  const json = parseObject(data)
  const metadata: StreamMetadata = {}
  const maxCount = integerFrom(1, json.$maxCount)
  const maxAge = integerFrom(1, json.$maxAge)
  const truncateBefore = integerFrom(0, json.$tb)
  if (maxCount !== undefined) metadata.maxCount = maxCount
  if (maxAge !== undefined) metadata.maxAge = maxAge
  if (truncateBefore !== undefined) metadata.truncateBefore = truncateBefore
  return metadata
}

/**
 * The metadata of a soft deleted stream after a new append: older events stay hidden, all other settings are
 * kept.
 */
export const undeletedMetadata = (data: Uint8Array, firstVisible: number): Uint8Array =>
  Buffer.from(JSON.stringify({ ...parseObject(data), $tb: firstVisible }))

/**
 * The first revision that `truncateBefore` and `maxCount` leave visible. `maxAge` is checked event by event.
 */
export const firstVisibleRevision = (metadata: StreamMetadata, lastRevision: number): number =>
  Math.max(
    0,
    metadata.truncateBefore ?? 0,
    metadata.maxCount === undefined ? 0 : lastRevision - metadata.maxCount + 1,
  )

/** The creation time of the oldest event that `maxAge` leaves visible. */
export const oldestVisibleMs = ({ maxAge }: StreamMetadata): number =>
  maxAge === undefined ? 0 : Date.now() - maxAge * 1000

const parseObject = (data: Uint8Array): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {}
  } catch {
    return {}
  }
}

const integerFrom = (min: number, value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= min ? value : undefined
