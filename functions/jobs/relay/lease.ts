import type { Sql } from '../../../infra/postgres/connect.ts'
import type { Checkpoint, RelayPosition } from './event-page.ts'

/** The right to relay, until another takes it over. `pokes` is the counter as the holder last read it. */
export type Lease = RelayPosition & { holder: string; fence: string; pokes: string }

/**
 * The time after which a lease that is not renewed ends. After a relay was killed, events may wait this long.
 */
export const leaseSeconds = 6

/** Two renewals may fail before the lease ends, and a page may take as long as it needs. */
const renewalIntervalMs = 2_000

type PokeRow = {
  mine: boolean
  fence: string
  pokes: string
  commit: string
  prepare: string
  publishedCommit: string
  publishedPrepare: string
  busyForMs: number
}

/**
 * Counts one poke, and takes the lease if it is free. Both happen in one statement, so the present holder
 * either reads the new count before it releases the lease or has released it before. Returns the lease, or
 * the milliseconds that the present holder's lease still lasts.
 */
export const poke = async (sql: Sql, holder: string): Promise<Lease | { busyForMs: number }> => {
  const [row] = await sql<PokeRow[]>`
    update finance.relay set
      pokes = pokes + 1,
      fence = case when coalesce(lease_until <= statement_timestamp(), true) then fence + 1 else fence end,
      holder = case when coalesce(lease_until <= statement_timestamp(), true) then ${holder} else holder end,
      lease_until = case when coalesce(lease_until <= statement_timestamp(), true)
        then statement_timestamp() + make_interval(secs => ${leaseSeconds}) else lease_until end
    returning holder = ${holder} as mine, fence::text, pokes::text,
      checkpoint_commit::text as commit, checkpoint_prepare::text as prepare,
      published_commit::text as "publishedCommit", published_prepare::text as "publishedPrepare",
      (1000 * extract(epoch from lease_until - statement_timestamp()))::float8 as "busyForMs"`
  if (!row) throw new Error('The table finance.relay has no row: has migrations/setup.sql been applied?')
  if (!row.mine) return { busyForMs: row.busyForMs }
  const checkpoint = positionOf(row.commit, row.prepare)
  const published = positionOf(row.publishedCommit, row.publishedPrepare)
  return { holder, fence: row.fence, pokes: row.pokes, checkpoint, published }
}

/** Undefined before the first event. */
const positionOf = (commit: string, prepare: string): Checkpoint =>
  commit === '0' ? undefined : { commit: BigInt(commit), prepare: BigInt(prepare) }

/**
 * Moves the checkpoint and renews the lease. With `atEnd` the same statement releases the lease instead,
 * unless a poke was counted since `lease.pokes` was read: its event may have come after the last read, and
 * its sender found this relay busy. Returns 'lost', and changes nothing, when another holder took the lease
 * over.
 */
export const moveCheckpoint = async (
  sql: Sql,
  { holder, fence, pokes, checkpoint, published }: Lease,
  atEnd: boolean,
): Promise<'lost' | 'released' | { pokes: string }> => {
  const release = sql`${atEnd} and pokes = ${pokes}::bigint`
  const [row] = await sql<{ pokes: string; free: boolean }[]>`
    update finance.relay set
      checkpoint_commit = ${checkpoint?.commit.toString() ?? '0'},
      checkpoint_prepare = ${checkpoint?.prepare.toString() ?? '0'},
      published_commit = ${published?.commit.toString() ?? '0'},
      published_prepare = ${published?.prepare.toString() ?? '0'},
      holder = case when ${release} then null else holder end,
      lease_until = case when ${release} then null
        else statement_timestamp() + make_interval(secs => ${leaseSeconds}) end
    where fence = ${fence}::bigint and holder = ${holder}
    returning pokes::text, holder is null as free`
  if (!row) return 'lost'
  return row.free ? 'released' : { pokes: row.pokes }
}

/** Releases the lease whatever the count of pokes. The caller lets another relay publish the rest. */
export const releaseLease = async (sql: Sql, { holder, fence }: Lease): Promise<void> => {
  await sql`
    update finance.relay set holder = null, lease_until = null
    where fence = ${fence}::bigint and holder = ${holder}`
}

/**
 * Renews the lease until `stop` is called. A failed renewal is not reported: the next statement with the
 * fence detects it.
 */
export const keepLeaseRenewed = (sql: Sql, { holder, fence }: Lease): { stop(): void } => {
  const timer = setInterval(() => {
    sql`
      update finance.relay set lease_until = statement_timestamp() + make_interval(secs => ${leaseSeconds})
      where fence = ${fence}::bigint and holder = ${holder}`.catch(() => undefined)
  }, renewalIntervalMs)
  return { stop: () => clearInterval(timer) }
}
