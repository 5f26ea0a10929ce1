import type { Queries } from '../../../infra/postgres/connect.ts'
import type { MarkedStream } from '../../read-model/repair.ts'

/**
 * A stream that waits, without its record. `position` is undefined when the record was read from its stream.
 */
export type MarkView = MarkedStream & {
  tenant: string
  revision: number
  error: string
  setAsideAt: string
  position: { partition: string; offset: number } | undefined
}

/** Where a page ends. */
export type Cursor = MarkedStream & { setAsideAt: string }
export type Filter = {
  tenant?: string | undefined
  stream?: string | undefined
  version?: number | undefined
  /** Only those of these versions of the read model. */
  live?: readonly number[] | undefined
  after?: Cursor | undefined
}

/** Marks, oldest first, and where the next page begins; null at the end. */
export type MarkPage = { marks: MarkView[]; next: Cursor | null }

const pageSize = 100

/** Returns a page of the streams that are set aside, oldest first. */
export const readMarkPage = async (sql: Queries, filter: Filter & { limit?: number | undefined }) => {
  const limit = Math.min(Math.max(filter.limit ?? pageSize, 1), pageSize)
  const found = await readMarks(sql, filter, limit + 1)
  const marks = found.slice(0, limit)
  const last = marks.at(-1)
  return { marks, next: found.length > limit && last ? cursorOf(last) : null } satisfies MarkPage
}

export const cursorOf = ({ setAsideAt, stream, version }: MarkView): Cursor => ({
  setAsideAt,
  stream,
  version,
})

type MarkRow = Omit<MarkView, 'revision' | 'position'> & {
  revision: string
  partition: string | null
  offset: string | null
}

/** The time has milliseconds in the table, so a cursor loses nothing of it. */
export const readMarks = async (sql: Queries, filter: Filter, limit: number): Promise<MarkView[]> => {
  const { tenant, stream, version, live, after } = filter
  const rows = await sql<MarkRow[]>`
    select stream, version, tenant, first_revision as revision, error, set_aside_at as "setAsideAt",
      record->>'partition' as partition, record->>'offset' as offset
    from finance.set_aside
    where (${tenant ?? null}::text is null or tenant = ${tenant ?? null})
      and (${stream ?? null}::text is null or stream = ${stream ?? null})
      and (${version ?? null}::int is null or version = ${version ?? null})
      and (${live === undefined} or version = any(${[...(live ?? [])]}::int[]))
      and (${after?.stream ?? null}::text is null or (set_aside_at, stream, version) >
        (${after?.setAsideAt ?? null}::text::timestamptz, ${after?.stream ?? null}, ${after?.version ?? null}::int))
    order by set_aside_at, stream, version limit ${limit}`
  return rows.map(({ revision, partition, offset, ...rest }) => ({
    ...rest,
    revision: Number(revision),
    position: partition === null ? undefined : { partition, offset: Number(offset) },
  }))
}

/**
 * The versions of the read model in which a stream is set aside. Their marks are locked until the transaction
 * ends, so that nobody folds the stream meanwhile.
 */
export const lockMarkedVersions = async (sql: Queries, stream: string): Promise<Set<number>> => {
  const rows = await sql<{ version: number }[]>`
    select version from finance.set_aside where stream = ${stream} order by version for update`
  return new Set(rows.map(({ version }) => version))
}

/** The text of the record of a mark, as it was delivered or read. It contains personal data. */
export const readRecordText = async (sql: Queries, { stream, version }: MarkedStream): Promise<string> => {
  const [mark] = await sql<{ value: string | null }[]>`
    select record->>'value' as value from finance.set_aside
    where stream = ${stream} and version = ${version}`
  return mark?.value ?? ''
}
