import type { Sql } from 'postgres'
import type { DriverQuery } from '../../../postgres/driver-query.ts'
import { ConnectionError } from '../../../postgres/store-failure.ts'
import { currentActor, runOutside } from '../world/actor.ts'
import { ProcessDied } from '../world/process.ts'
import type { Actor } from '../world/world.ts'

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

/** A connection to the real database that one simulated connection uses. */
export class Session {
  readonly sql: Sql
  #onclose: (() => void) | undefined
  #waiting: Statement[] = []
  #running: Statement[] = []
  #isInTransaction = false
  #isTerminated = false
  #pid = 0

  constructor(open: (onclose: () => void) => Sql) {
    this.sql = runOutside(() => open(() => this.#onclose?.()))
  }

  /** Begins a use. `onclose` is called when the connection is lost. */
  use(onclose: (() => void) | undefined): void {
    this.#onclose = onclose
  }

  /** Ends the use. Returns whether the session can be used again. */
  async leave(): Promise<boolean> {
    this.#onclose = undefined
    await this.#rollBack()
    return !this.#isTerminated
  }

  /** Lets the world choose when the statement is sent, together with those that wait on this connection. */
  queue(actor: Actor, query: DriverQuery, send: () => unknown): void {
    if (actor.process?.isDead) this.#rejectDead(actor, query)
    else if (this.#waiting.push(keepOutcome(query, send)) === 1 && this.#running.length === 0)
      this.#queueStep(actor)
  }

  #queueStep(actor: Actor): void {
    const describe = (): string =>
      [...this.#running, ...this.#waiting].map(({ query }) => shortText(textOf(query))).join(' | ')
    actor.world.queue({
      ...{ kind: 'sql', actor },
      get what() {
        return describe()
      },
      perform: () => runOutside(() => this.#perform(actor)),
      deliver: () => this.#deliver(actor),
      fail: (error) => this.#fail(error),
      unavailable: () => new ConnectionError('CONNECTION_CLOSED', 'simulated'),
      abandon: () => runOutside(() => this.#terminate()),
    })
  }

  /** Sends what waits, and waits until it has ended. Returns false when it waits for a lock. */
  async #perform(actor: Actor): Promise<boolean> {
    if (this.#running.length === 0) await this.#sendWaiting(actor)
    const ended = Promise.all(this.#running.map(({ answered }) => answered)).then(() => true)
    for (;;) {
      if (await endsWithin(suspicionMs, ended)) return true
      if (await waitsForActor(this.#pid)) return false
    }
  }

  async #sendWaiting(actor: Actor): Promise<void> {
    if (this.#pid === 0) {
      this.#pid = (await this.sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0
      pids.add(this.#pid)
    }
    this.#running = this.#waiting
    this.#waiting = []
    if (this.#running.some(({ query }) => usesClock(textOf(query)))) tellTime(this.sql, actor.world.nowMs())
    for (const { query, send } of this.#running) {
      this.#isInTransaction = isInTransactionAfter(textOf(query), this.#isInTransaction)
      send()
    }
  }

  #deliver(actor: Actor): void {
    const ended = this.#running
    this.#running = []
    for (const { outcome } of ended) outcome?.()
    if (this.#waiting.length > 0) this.#queueStep(actor)
  }

  #fail(error: unknown): void {
    const failed = [...this.#running, ...this.#waiting]
    this.#running = []
    this.#waiting = []
    if (!(error instanceof ProcessDied)) this.#onclose?.()
    for (const { reject } of failed) reject(error)
  }

  async #terminate(): Promise<void> {
    this.#isTerminated = true
    this.#isInTransaction = false
    this.#onclose?.()
    pids.delete(this.#pid)
    await database?.terminate(this.#pid)
  }

  /** The connection of a dead process is gone: the server rolls back, here when the code tries to. */
  #rejectDead(actor: Actor, query: DriverQuery): void {
    actor.world.finishFirst(this.#rollBack())
    query.reject(new ProcessDied(actor.label))
  }

  async #rollBack(): Promise<void> {
    if (!this.#isInTransaction) return
    this.#isInTransaction = false
    await runOutside(() =>
      this.sql.unsafe('rollback').then(
        () => undefined,
        () => undefined,
      ),
    )
  }
}

/** Whether the promise ends in this time. */
const endsWithin = (ms: number, ended: Promise<boolean>): Promise<boolean> =>
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
