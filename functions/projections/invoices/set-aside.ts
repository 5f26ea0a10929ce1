import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { Delivered, Place } from './delivered.ts'
import type { Failure } from './fold.ts'

/** A stream that waits for somebody to look at it. `place` is where its first bad record stands. */
export type Mark = { stream: string; tenantId: string; place: Place; failure: Failure }

/**
 * The streams among these that are set aside. Their marks stay locked until the transaction ends: mending folds the stream
 * under the mark's lock and removes it, so a record is either dropped before that fold or applied after it.
 */
export const markedStreams = async (sql: Queries, streams: readonly string[]): Promise<Set<string>> => {
  const rows = await sql<{ stream: string }[]>`
    select stream from finance.set_aside where stream = any(${[...streams]}::text[]) order by stream for share`
  return new Set(rows.map(({ stream }) => stream))
}

/** Sets streams aside. One that is marked already keeps its first mark. */
export const setAside = async (sql: Queries, marks: readonly Mark[]): Promise<void> => {
  for (const { stream, tenantId, place, failure } of marks) {
    // The record is kept as text: what could not be read may be anything, only a NUL no database keeps.
    const record = JSON.stringify({ ...place, value: failure.record.replaceAll('\0', '\uFFFD') })
    await sql`
      insert into finance.set_aside (stream, tenant, first_revision, error, record)
      values (${stream}, ${tenantId}, ${failure.revision}, ${messageOf(failure.error)}, ${record}::text::jsonb)
      on conflict (stream) do nothing`
  }
}

const messageOf = (error: unknown): string => {
  const { message, code } =
    error instanceof Error ? (error as Error & { code?: unknown }) : { message: String(error) }
  const text = typeof code === 'string' ? `${code}: ${message}` : message
  return text.replaceAll('\0', '\uFFFD')
}

/** A record without a stream is marked under the place where it stands. */
export const namelessMark = ({ place, value }: { place: Place; value: string }): Mark => ({
  stream: `${place.partition}/${place.offset}`,
  tenantId: '',
  place,
  failure: { revision: 0, error: new Error('The record has no key that names a stream'), record: value },
})

/** The mark of a stream whose records cannot be written, all of them. */
export const refusedMark = (records: readonly Delivered[], error: unknown): Mark | undefined => {
  const [first] = records
  if (!first) return undefined
  const { stream, place, value } = first
  return {
    stream: stream.name,
    tenantId: stream.tenantId,
    place,
    failure: { revision: revisionIn(value), error, record: value },
  }
}

const revisionIn = (value: string): number => {
  try {
    return eventOf(value).revision
  } catch {
    return 0
  }
}
