import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import { log } from '../../../infra/observability/log.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import type { Failure } from './apply.ts'
import type { NamelessRecord, RecordPosition, StreamRecord } from './batch.ts'

/** A stream that waits for an operator. `position` is that of its first bad record. */
export type Mark = { stream: string; tenantId: string; position: RecordPosition; failure: Failure }

/**
 * Returns which of these streams are set aside, and locks their marks until the transaction ends. A repair
 * folds the stream under the same lock and then deletes the mark, so each record is either dropped before the
 * repair or applied after it.
 */
export const lockMarkedStreams = async (
  sql: Queries,
  version: number,
  streams: readonly string[],
): Promise<Set<string>> => {
  const rows = await sql<{ stream: string }[]>`
    select stream from finance.set_aside where stream = any(${[...streams]}::text[]) and version = ${version}
    order by stream for share`
  return new Set(rows.map(({ stream }) => stream))
}

/**
 * Sets streams aside in a version of the read model, and returns the new marks. A stream that already has a
 * mark keeps it.
 */
export const setAside = async (sql: Queries, version: number, marks: readonly Mark[]): Promise<Mark[]> => {
  const added: Mark[] = []
  for (const mark of marks) {
    const { stream, tenantId, position, failure } = mark
    const record = recordText(failure.record, position)
    const message = messageOf(failure.error)
    const { count } = await sql`
      insert into finance.set_aside (stream, version, tenant, first_revision, error, record)
      values (${stream}, ${version}, ${tenantId}, ${failure.revision}, ${message}, ${record}::text::jsonb)
      on conflict (stream, version) do nothing`
    if (count > 0) added.push(mark)
  }
  return added
}

/** The record is kept as text, because it may not be JSON. PostgreSQL stores every character except NUL. */
const recordText = (value: string, position: RecordPosition | Record<never, never> = {}): string =>
  JSON.stringify({ ...position, value: value.replaceAll('\0', '\uFFFD') })

/** What a repair has to know of a mark: the text of its record. */
export type StoredMark = { record: string }

/** Returns the mark of a stream, and locks it until the transaction ends; undefined without a mark. */
export const lockMark = async (
  sql: Queries,
  version: number,
  stream: string,
): Promise<StoredMark | undefined> => {
  const [mark] = await sql<StoredMark[]>`
    select record->>'value' as record from finance.set_aside
    where stream = ${stream} and version = ${version} for update`
  return mark
}

export const removeMark = async (sql: Queries, version: number, stream: string): Promise<void> => {
  await sql`delete from finance.set_aside where stream = ${stream} and version = ${version}`
}

/**
 * Gives a mark the error of another failure, and where they are known its revision and record, which then has
 * no position in Kafka. The mark keeps its time. Returns its revision; undefined when there is no mark.
 */
export const renewMark = async (
  sql: Queries,
  version: number,
  { stream, error, revision, record }: { stream: string; error: unknown } & Partial<Failure>,
): Promise<number | undefined> => {
  const text = record === undefined ? null : recordText(record)
  const [mark] = await sql<{ revision: string }[]>`
    update finance.set_aside set error = ${messageOf(error)},
      first_revision = coalesce(${revision ?? null}::bigint, first_revision),
      record = coalesce(${text}::text::jsonb, record)
    where stream = ${stream} and version = ${version}
    returning first_revision as revision`
  return mark && Number(mark.revision)
}

/**
 * Logs new marks, after they are committed. Until an operator repairs such a stream, reads show an old state
 * of its invoice. The record is left out, because it contains personal data; it is in the mark.
 */
export const logMarks = (marks: readonly Mark[]): void => {
  for (const { stream, tenantId, position, failure } of marks)
    log('error', 'A record could not be applied; its stream is set aside and waits for an operator', {
      tenantId,
      stream,
      revision: failure.revision,
      position,
      error: messageOf(failure.error),
    })
}

export const messageOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  const code = errorCode(error)
  const text = code === undefined ? message : `${code}: ${message}`
  return text.slice(0, maxMessageLength).replaceAll('\0', '\uFFFD')
}

/** Messages of errors may repeat a value of the record. */
const maxMessageLength = 1000

/** The mark of a record without a stream. Its position is used as the name of the stream. */
export const namelessMark = ({ position, value }: NamelessRecord): Mark => ({
  stream: `${position.partition}/${position.offset}`,
  tenantId: '',
  position,
  failure: { revision: 0, error: new Error('The record has no key that names a stream'), record: value },
})

/** The mark of a stream whose row PostgreSQL rejects; undefined without records. */
export const rejectedMark = (records: readonly StreamRecord[], error: unknown): Mark | undefined => {
  const [first] = records
  if (!first) return undefined
  const { stream, position, value } = first
  return {
    stream: stream.name,
    tenantId: stream.tenantId,
    position,
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

/**
 * Whether the same write would fail again later. PostgreSQL rejects bad data (22), a violated constraint
 * (23), a missing schema or table (3F, 42), and what is larger than a limit of its own, such as that of an
 * index (54); a missing right (42501) is temporary, as an operator can grant it. The domain makes no rows
 * from a state that it does not know.
 */
export const isPermanent = (error: unknown): boolean => {
  const code = errorCode(error)
  if (code === undefined || code === '42501') return false
  return code === 'BROKEN_INVARIANT' || /^(22|23|3F|42|54)[0-9A-Z]{3}$/.test(code)
}

/**
 * Whether a provisioned tenant lacks a table or column. This happens while the migrations of a deployment are
 * ahead of this code or behind it, and ends with the deployment.
 */
export const isBetweenReleases = async (sql: Queries, tenantId: string, error: unknown): Promise<boolean> => {
  if (!['42P01', '42703'].includes(errorCode(error) ?? '')) return false
  const [tenant] = await sql`select from finance.tenants where id = ${tenantId}`
  return tenant !== undefined
}
