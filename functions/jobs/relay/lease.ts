import type { Sql } from '../../../infra/postgres/connect.ts'
import type { Checkpoint } from './checkpoint.ts'

/** The right to relay, as long as nobody took it over. `pokes` is the counter as its holder last saw it. */
export type Lease = { holder: string; fence: string; pokes: string; checkpoint: Checkpoint }

/** Seconds that a lease lasts without being renewed: how long events may wait after a relay was killed. */
export const leaseSeconds = 6

/** Milliseconds between two renewals, so that a page may take as long as it needs and two renewals may fail. */
const renewal = 2_000

type Row = { mine: boolean; fence: string; pokes: string; commit: string; prepare: string; busyForMs: number }

/**
 * Counts one poke and takes the lease if nobody has it, in one statement: whoever holds it either sees the new count before
 * letting go or has let go before. Answers the milliseconds that the present holder has left when there is one.
 */
export const poke = async (sql: Sql, holder: string): Promise<Lease | { busyForMs: number }> => {
  const [row] = await sql<Row[]>`
    update finance.relay set
      pokes = pokes + 1,
      fence = case when coalesce(lease_until <= statement_timestamp(), true) then fence + 1 else fence end,
      holder = case when coalesce(lease_until <= statement_timestamp(), true) then ${holder} else holder end,
      lease_until = case when coalesce(lease_until <= statement_timestamp(), true)
        then statement_timestamp() + make_interval(secs => ${leaseSeconds}) else lease_until end
    returning holder = ${holder} as mine, fence::text, pokes::text, checkpoint_commit::text as commit, checkpoint_prepare::text as prepare,
      (1000 * extract(epoch from lease_until - statement_timestamp()))::float8 as "busyForMs"`
  if (!row) throw new Error('The table finance.relay holds no row: has migrations/setup.sql been applied?')
  if (!row.mine) return { busyForMs: row.busyForMs }
  const place = { commit: BigInt(row.commit), prepare: BigInt(row.prepare) }
  return { holder, fence: row.fence, pokes: row.pokes, checkpoint: place.commit === 0n ? undefined : place }
}

/**
 * Moves the checkpoint and renews the lease. With `done` the lease is let go in the same statement, but only if nobody poked
 * since `lease.pokes` was read: the poke of an event that the last read missed must not have found us busy for nothing.
 * 'lost' when another holder took over; nothing is changed then.
 */
export const moveOn = async (
  sql: Sql,
  { holder, fence, pokes, checkpoint }: Lease,
  done: boolean,
): Promise<'lost' | 'let go' | { pokes: string }> => {
  const letGo = sql`${done} and pokes = ${pokes}::bigint`
  const [row] = await sql<{ pokes: string; free: boolean }[]>`
    update finance.relay set
      checkpoint_commit = ${checkpoint?.commit.toString() ?? '0'},
      checkpoint_prepare = ${checkpoint?.prepare.toString() ?? '0'},
      holder = case when ${letGo} then null else holder end,
      lease_until = case when ${letGo} then null else statement_timestamp() + make_interval(secs => ${leaseSeconds}) end
    where fence = ${fence}::bigint and holder = ${holder}
    returning pokes::text, holder is null as free`
  if (!row) return 'lost'
  return row.free ? 'let go' : { pokes: row.pokes }
}

/** Lets the lease go whatever was poked: the caller sees to it that somebody goes on. */
export const letGo = async (sql: Sql, { holder, fence }: Lease): Promise<void> => {
  await sql`update finance.relay set holder = null, lease_until = null where fence = ${fence}::bigint and holder = ${holder}`
}

/** Keeps the lease alive until `stop` is called. A renewal that fails is not reported: the next fenced statement finds out. */
export const keepRenewed = (sql: Sql, { holder, fence }: Lease): { stop(): void } => {
  const timer = setInterval(() => {
    sql`update finance.relay set lease_until = statement_timestamp() + make_interval(secs => ${leaseSeconds})
      where fence = ${fence}::bigint and holder = ${holder}`.catch(() => undefined)
  }, renewal)
  return { stop: () => clearInterval(timer) }
}
