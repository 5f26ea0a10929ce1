import type { Position } from '../../../infra/event-store/all-events.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

/** A version of the read model that is not retired. Times are ISO 8601 in UTC. */
export type ReadModel = Readonly<{
  version: number
  createdAt: string
  /** Since when the projection writes it; null while its schemas are made. */
  liveAt: string | null
  /** The end of the event store when the rebuild began to fill; null before. */
  head: Position | null
  /** Up to where the rebuild has read; null before its first page. */
  filled: Position | null
  filledEvents: number
  /** When the rebuild reached the head: before it, queries may not use the version. */
  filledAt: string | null
  /** How many tenants read it. */
  tenants: number
  /** How many of its streams wait for an operator. */
  setAside: number
}>

/** The operation is not possible with the versions as they are. */
export class ReadModelRefused extends Error {
  readonly code:
    | 'READ_MODEL_UNKNOWN'
    | 'READ_MODEL_NOT_FILLED'
    | 'READ_MODEL_NOT_RETIRED'
    | 'READ_MODEL_IN_USE'

  constructor(code: ReadModelRefused['code'], message: string) {
    super(message)
    this.name = 'ReadModelRefused'
    this.code = code
  }
}

type Row = Omit<ReadModel, 'head' | 'filled' | 'filledEvents'> &
  Record<'headCommit' | 'headPrepare', string | null> &
  Record<'filledCommit' | 'filledPrepare' | 'filledEvents', string>

/** Returns the versions that are not retired, oldest first. */
export const readModels = async (sql: Queries): Promise<readonly ReadModel[]> => {
  const rows = await sql<Row[]>`
    select version, created_at as "createdAt", live_at as "liveAt", filled_at as "filledAt",
      head_commit::text as "headCommit", head_prepare::text as "headPrepare",
      filled_commit::text as "filledCommit", filled_prepare::text as "filledPrepare",
      filled_events::text as "filledEvents",
      (select count(*)::int from finance.tenants where tenants.version = read_models.version) as tenants,
      (select count(*)::int from finance.set_aside as mark
        where mark.version = read_models.version) as "setAside"
    from finance.read_models where retired_at is null order by version`
  return rows.map(({ headCommit, headPrepare, filledCommit, filledPrepare, filledEvents, ...rest }) => ({
    ...rest,
    head: positionOf(headCommit, headPrepare),
    filled: filledPrepare === '0' && filledCommit === '0' ? null : positionOf(filledCommit, filledPrepare),
    filledEvents: Number(filledEvents),
  }))
}

const positionOf = (commit: string | null, prepare: string | null): Position | null =>
  commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) }

/** @throws READ_MODEL_UNKNOWN when there is no such version, or it is retired */
export const readModel = async (sql: Queries, version: number): Promise<ReadModel> => {
  const model = (await readModels(sql)).find((one) => one.version === version)
  if (model === undefined) throw unknownVersion(version)
  return model
}

export const unknownVersion = (version: number): ReadModelRefused =>
  new ReadModelRefused('READ_MODEL_UNKNOWN', `There is no version ${version} of the read model`)
