import type { Json } from '../../../domain/event/snapshot.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type TenantScope, tenantSchema } from '../../../infra/postgres/tenant-schema.ts'
import type { Loaded } from './folded.ts'
import { type ShapedTable, shapes } from './other-shapes.ts'

/**
 * The bytes of states that one transaction loads and writes, as PostgreSQL has them in memory. As objects and
 * as the text of a statement they need several times as much, and four tenants are projected at the same
 * time. 500 usual invoices, a full batch, have half of it.
 */
export const maxStateBytes = 4 * 1024 * 1024

/** A table whose rows have a state, and how a state is made from its snapshot. */
type StateTable<State> = Readonly<{ name: ShapedTable; stateFrom(snapshot: Json): State }>

/**
 * What rows have of their streams, by id. `later` has the ids of the rows that were not loaded, in groups of
 * `maxStateBytes`.
 */
export type LoadedRows<State> = { rows: Map<string, Loaded<State>>; later: string[][] }

type StateRow = { id: string; revision: string; group: number; state: Json | null }

/**
 * Loads rows with these ids in their order until their states have `maxStateBytes`, the first one in any
 * case. Without a scope they are read in the schema of the role, as queries do.
 */
export const loadStates = async <State>(
  sql: Queries,
  { name, stateFrom }: StateTable<State>,
  scope: TenantScope | undefined,
  ids: readonly string[],
): Promise<LoadedRows<State>> => {
  // Appending {} unpacks a state: its stored size says little, because it may be compressed to a fiftieth.
  // Offset 0 keeps PostgreSQL from unpacking each state twice.
  const found = await sql<StateRow[]>`
    select id, revision, (before / ${maxStateBytes}::bigint)::int as "group",
      case when before < ${maxStateBytes}::bigint and shape = ${shapes[name]} then state end as state
    from (
      select id, revision, shape, state, coalesce(sum(pg_column_size(state)) over (
        order by id rows between unbounded preceding and 1 preceding), 0) as before
      from (
        select id, revision, shape, state || '{}'::jsonb as state
        from ${sql(scope ? `${tenantSchema(scope)}.${name}` : name)}
        where id = any(${[...ids]}::text[]) offset 0
      ) as unpacked
    ) as measured order by id`
  const [loaded = [], ...later] = Map.groupBy(found, ({ group }) => group).values()
  return {
    rows: new Map(
      loaded.map(({ id, revision, state }) => [
        id,
        { state: state === null ? undefined : stateFrom(state), revision: Number(revision) },
      ]),
    ),
    later: later.map((rows) => rows.map(({ id }) => id)),
  }
}

/**
 * Takes the lock with which rows are written, before any is read. A transaction that reads first holds a lock
 * on the table while it waits for the index that a migration makes, and the migration then waits for that
 * lock to drop the former index: a deadlock. The table may be missing, which fails as a read of it does.
 */
export const lockToWrite = async (sql: Queries, scope: TenantScope, name: ShapedTable): Promise<void> => {
  await sql`delete from ${sql(`${tenantSchema(scope)}.${name}`)} where false`
}
