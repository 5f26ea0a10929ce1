import type { Sql } from 'postgres'
import type { DriverQuery } from '../../../postgres/driver-query.ts'
import { ConnectionError } from '../../../postgres/store-failure.ts'
import { type Actor, currentActor, runOutside } from '../world/actor.ts'
import { ProcessDied } from '../world/process.ts'

/**
 * A statement of an actor. `outcome` gives the actor what became of it; `answered` resolves when the server
 * has answered, also when the actor's time was over before.
 */
type Statement = {
  query: DriverQuery
  send(): unknown
  outcome: (() => unknown) | undefined
  answered: Promise<void>
  reject: DriverQuery['reject']
}

/** A connection to the real database that one simulated connection uses. */
export type Session = {
  sql: Sql
  /** Called when the connection is lost. */
  use(onclose: (() => void) | undefined): void
  /** Ends the use. Returns whether the session can be used again. */
  leave(): Promise<boolean>
  /** Lets the world choose when the statement is sent, together with those that wait on this connection. */
  queue(actor: Actor, query: DriverQuery, send: () => unknown): void
}

type Database = { blockersOf(pid: number): Promise<number[]>; terminate(pid: number): Promise<void> }

let database: Database | undefined

/** The processes of the server that serve lives. */
const pids = new Set<number>()

/** Whether it waits for another actor, and not for a moment for the server itself, such as a vacuum. */
const waitsForActor = async (pid: number): Promise<boolean> =>
  ((await database?.blockersOf(pid)) ?? []).some((blocker) => pids.has(blocker))

/** Names the connection on which the simulation itself asks the server. */
export const observeSessions = (given: Database): void => {
  database = given
}

/** After this time it is asked whether a statement waits for a lock. It changes nothing but the speed. */
const suspicionMs = 4

export const createSession = (open: (onclose: () => void) => Sql): Session => {
  let onclose: (() => void) | undefined
  let waiting: Statement[] = []
  let running: Statement[] = []
  let isInTransaction = false
  let isTerminated = false
  let pid = 0
  const sql = runOutside(() => open(() => onclose?.()))

  /** Sends what waits, and waits until it has ended. Returns false when it waits for a lock. */
  const perform = async (actor: Actor): Promise<boolean> => {
    if (running.length === 0) await sendWaiting(actor)
    const ended = Promise.all(running.map(({ answered }) => answered)).then(() => true)
    for (;;) {
      if (await firstOf(ended, suspicionMs)) return true
      if (await waitsForActor(pid)) return false
    }
  }

  const sendWaiting = async (actor: Actor): Promise<void> => {
    if (pid === 0) {
      pid = (await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0
      pids.add(pid)
    }
    running = waiting
    waiting = []
    if (running.some(({ query }) => usesClock(textOf(query)))) tellTime(sql, actor.world.nowMs())
    for (const { query, send } of running) {
      isInTransaction = isInTransactionAfter(textOf(query), isInTransaction)
      send()
    }
  }

  const queue: Session['queue'] = (actor, query, send) => {
    if (actor.process?.isDead) return rejectDead(actor, query)
    waiting.push(keepOutcome(query, send))
    if (waiting.length === 1 && running.length === 0) queueStep(actor)
  }

  const queueStep = (actor: Actor): void =>
    actor.world.queue({
      ...{ kind: 'sql', actor },
      get what() {
        return [...running, ...waiting].map(({ query }) => shortText(textOf(query))).join(' | ')
      },
      perform: () => runOutside(() => perform(actor)),
      deliver: () => {
        const ended = running
        running = []
        for (const { outcome } of ended) outcome?.()
        if (waiting.length > 0) queueStep(actor)
      },
      fail: (error) => {
        const failed = [...running, ...waiting]
        running = []
        waiting = []
        if (!(error instanceof ProcessDied)) onclose?.()
        for (const { reject } of failed) reject(error)
      },
      unavailable: () => new ConnectionError('CONNECTION_CLOSED', 'simulated'),
      abandon: () => runOutside(terminate),
    })

  const terminate = async (): Promise<void> => {
    isTerminated = true
    isInTransaction = false
    onclose?.()
    pids.delete(pid)
    await database?.terminate(pid)
  }

  /** The connection of a dead process is gone: the server rolls back, here when the code tries to. */
  const rejectDead = (actor: Actor, query: DriverQuery): void => {
    actor.world.finishFirst(rollBack())
    query.reject(new ProcessDied(actor.label))
  }

  const rollBack = async (): Promise<void> => {
    if (!isInTransaction) return
    isInTransaction = false
    await runOutside(() => sql.unsafe('rollback').then(undefined, () => undefined))
  }

  return {
    sql,
    queue,
    use: (given) => {
      onclose = given
    },
    leave: async () => {
      onclose = undefined
      await rollBack()
      return !isTerminated
    },
  }
}

/** Whether the promise ends in this time. */
const firstOf = (ended: Promise<boolean>, ms: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false)
    void ended.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })

/**
 * Keeps the outcome of a query until the world delivers it. The driver answers outside of all actors, while the
 * time limit of an invocation rejects the query inside of one.
 */
const keepOutcome = (query: DriverQuery, send: () => unknown): Statement => {
  const { resolve, reject } = query
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const statement: Statement = { query, send, outcome: undefined, answered, reject }
  query.resolve = (value) => {
    statement.outcome ??= () => resolve(value)
    answer()
  }
  query.reject = (error) => {
    statement.outcome ??= () => reject(error)
    if (!currentActor()) answer()
  }
  return statement
}

const textOf = (query: DriverQuery): string =>
  (query as unknown as { strings: readonly string[] }).strings.join('$')

const usesClock = (text: string): boolean => /\bnow\(\)|statement_timestamp\(\)/.test(text)

/** Sends the time at once, before the statements that use it: `then` would send it a little later. */
const tellTime = (sql: Sql, nowMs: number): void => {
  const time = new Date(nowMs).toISOString()
  const query = sql`select set_config('simulation.now', ${time}, false)`
  Object.assign(query, { executed: true })
  ;(query as unknown as DriverQuery).handler(query as unknown as DriverQuery)
  query.catch(() => undefined)
}

const isInTransactionAfter = (text: string, isBefore: boolean): boolean => {
  if (/^\s*begin\b/i.test(text)) return true
  return /^\s*(commit|rollback)\b/i.test(text) ? false : isBefore
}

/** The beginning of a statement, for the trace. */
const shortText = (text: string): string => {
  const words = text.replace(/\s+/g, ' ').trim()
  const [, into] = /(insert into "[^"]+"\.\w+)/.exec(words) ?? []
  return into ?? (words.length > 50 ? `${words.slice(0, 50)}…` : words)
}
