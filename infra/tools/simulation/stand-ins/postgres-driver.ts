import postgres, { type Options, type Sql } from 'postgres'
import { type DriverQuery, isDriverQuery } from '../../../postgres/driver-query.ts'
import { currentActor } from '../world/actor.ts'
import { Session } from './postgres-session.ts'

type DriverOptions = Options<Record<string, never>> & { onclose?: () => void }

/** Sessions that nobody uses, by their logins: an open one costs nothing to use again. */
const idle = new Map<string, Session[]>()

/**
 * Takes the place of the driver of PostgreSQL (`infra/postgres/connect.ts` imports it). The statements go to
 * the real database, but those of an actor wait until the world chooses them.
 */
const simulatedPostgres = (options: DriverOptions): Sql => {
  const login = `${options.user}@${options.database}`
  // A driver that nobody hears the end of only makes queries. It connects to nothing, and is never ended.
  const session = (options.onclose && idle.get(login)?.pop()) ?? openSession(options)
  session.use(options.onclose)
  const gated = (query: unknown): unknown => {
    if (isDriverQuery(query)) gate(query, session)
    return query
  }
  let left: Promise<void> | undefined
  const leave = async (): Promise<void> => {
    if (await session.leave()) idle.set(login, [...(idle.get(login) ?? []), session])
  }
  // A driver is ended again when the pool is closed meanwhile. Two would use its session then.
  const end = (): Promise<void> => {
    left ??= leave()
    currentActor()?.world.finishFirst(left)
    return left
  }
  return new Proxy(session.sql, {
    apply: (target, self, args) =>
      gated(Reflect.apply(target as unknown as (...values: unknown[]) => unknown, self, args)),
    get: (target, name) => {
      if (name === 'end') return end
      const value: unknown = Reflect.get(target, name)
      return name === 'unsafe' || name === 'file'
        ? (...args: unknown[]) => gated((value as (...values: unknown[]) => unknown)(...args))
        : value
    },
  })
}

export default simulatedPostgres

/** The handler of a query may be called for another: pooled-sql.ts sends a query on another connection. */
const gate = (query: DriverQuery, session: Session): void => {
  const { handler } = query
  query.handler = (sent) => {
    const actor = currentActor()
    const send = (): unknown => handler(sent)
    return actor ? session.queue(actor, sent, send) : send()
  }
}

/** A connection that is never idle for too long and never too old, because the clock of a life jumps. */
const openSession = (options: DriverOptions): Session =>
  new Session((onclose) =>
    postgres({
      ...options,
      ...{ onclose, idle_timeout: undefined, max_lifetime: null },
      connection: { ...options.connection, search_path: 'simulation, pg_catalog, public' },
    } as Options<Record<string, never>>),
  )

/** Closes the connections that are open. */
export const closeSessions = async (): Promise<void> => {
  const open = [...idle.values()].flat()
  idle.clear()
  await Promise.all(open.map(({ sql }) => sql.end({ timeout: 1 })))
}
