import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Actor, runAs } from './actor.ts'
import { ProcessDied, type Process } from './process.ts'
import type { Random } from './random.ts'

/** Taken when this module is loaded, before the timers of actors are replaced. */
const turnOfEventLoop = nextTurn

/**
 * One call of a store, or of another system, that an actor waits for. The world chooses when it happens.
 * `perform` does it and keeps the outcome, `deliver` gives the outcome to the actor, and `fail` gives an error
 * instead. `perform` returns false when others must act first, such as the holder of a lock.
 */
export type Step = {
  kind: 'append' | 'read' | 'sql' | 'publish'
  what: string
  actor: Actor
  /** Only its outcome is still to be delivered. */
  isPerformed?: boolean
  perform(): unknown
  deliver(): void
  fail(error: unknown): void
  /** The error of a call that did not reach the system, or whose answer is lost. */
  unavailable(): unknown
  /** Ends a call that has begun and is not performed, because its process has died. */
  abandon?(): Promise<void>
}

type Timer = { dueMs: number; process: Process | undefined; fire(): void; drop(error: unknown): void }

/** What may happen to a step instead of its normal end. */
export type Harm = 'die before' | 'die after' | 'refuse' | 'lose answer' | 'freeze before' | 'freeze after'

/** What disturbs a life. Nothing does when it is undefined. */
export type Faults = {
  /** Called before each choice: may pause a process, step a clock and the like. */
  disturb(): void
  harmTo(step: Step): Harm | undefined
  /** For how long a process that freezes stands still. */
  frozenForMs(): number
}

/** The story cannot go on, or does not end. */
export class WorldStuck extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'WorldStuck'
  }
}

/** More than any life needs, by far. */
const maxTurns = 30_000

/** The time that one step takes is random, up to this. */
const longestStepMs = 4

export type World = {
  random: Random
  /** The right time, in ms since 1970, as the clocks of the stores show it. */
  nowMs(): number
  /** Lets an actor wait until the world chooses its step. */
  queue(step: Step): void
  addTimer(timer: Timer): { cancel(): void }
  sleep(ms: number, process?: Process): Promise<void>
  /** Ends a process: all that its code waits for fails at once, and so does all that it begins later. */
  kill(process: Process): void
  /** Tells who puts a new process in the place of one that has died. */
  whenProcessDies(replace: (process: Process) => void): void
  /** Undefined: nothing disturbs the life from now on. */
  disturbBy(faults: Faults | undefined): void
  record(actor: Actor, text: string): void
  note(text: string): void
  /** Work of the simulation itself that has to end before anything else happens. */
  finishFirst(work: Promise<unknown>): void
  /**
   * Runs the work as an actor, and everything else that happens meanwhile, until the work ends.
   * @throws WorldStuck when nothing can happen any more, or too much happens
   */
  runUntil<Result>(label: string, work: () => Promise<Result>): Promise<Result>
}

/**
 * A world in which one thing happens at a time, and `random` chooses which: a step that an actor waits for, or
 * a timer that is due. When nothing can happen, its clock moves to the next timer.
 */
export const createWorld = (random: Random, startMs: number, note: (line: string) => void): World => {
  let nowMs = startMs
  let turns = 0
  let faults: Faults | undefined
  let onDeath: (process: Process) => void = () => undefined
  const pending = new Set<Step>()
  const blocked = new Set<Step>()
  const timers = new Set<Timer>()
  const finishing = new Set<Promise<unknown>>()

  const isRunning = (process: Process | undefined): boolean => (process?.pausedUntilMs ?? 0) <= nowMs
  const record = (actor: Actor, text: string): void =>
    note(`${stamp(nowMs - startMs)} ${actor.process?.name ?? '-'} ${actor.label}: ${text}`)

  const addTimer = (timer: Timer): { cancel(): void } => {
    timers.add(timer)
    return { cancel: () => void timers.delete(timer) }
  }

  /** Ends the process: all that its code waits for fails at once, and so does all that it begins later. */
  const kill = (process: Process): void => {
    if (process.isDead) return
    process.isDead = true
    const died = new ProcessDied(process.name)
    for (const timer of timers) {
      if (timer.process !== process) continue
      timers.delete(timer)
      timer.drop(died)
    }
    for (const step of pending) {
      if (step.actor.process !== process) continue
      pending.delete(step)
      step.fail(died)
    }
    for (const step of blocked) {
      if (step.actor.process !== process) continue
      blocked.delete(step)
      finishing.add((step.abandon?.() ?? Promise.resolve()).then(() => step.fail(died)))
    }
    onDeath(process)
  }

  const freeze = (process: Process | undefined): void => {
    if (process) process.pausedUntilMs = nowMs + (faults?.frozenForMs() ?? 0)
  }

  const performStep = async (step: Step): Promise<void> => {
    pending.delete(step)
    const harm = step.isPerformed ? undefined : faults?.harmTo(step)
    if (harm === 'freeze before') {
      record(step.actor, `${step.what} [${harm}]`)
      freeze(step.actor.process)
      pending.add(step)
      return
    }
    if (harm === 'die before' || harm === 'refuse') {
      record(step.actor, `${step.what} [${harm}]`)
      step.fail(harm === 'refuse' ? step.unavailable() : new ProcessDied(step.actor.label))
      if (harm === 'die before' && step.actor.process) kill(step.actor.process)
      return
    }
    const isDone = await step.perform()
    if (isDone === false) {
      record(step.actor, `${step.what} [waits for a lock]`)
      blocked.add(step)
      return
    }
    await releaseBlocked()
    record(step.actor, `${step.what}${harm ? ` [${harm}]` : ''}`)
    if (harm === 'freeze after') {
      freeze(step.actor.process)
      pending.add({ ...step, perform: () => undefined, isPerformed: true, what: `${step.what} (has its answer)` })
    } else if (harm === 'lose answer') step.fail(step.unavailable())
    else if (harm === 'die after') {
      step.fail(new ProcessDied(step.actor.label))
      if (step.actor.process) kill(step.actor.process)
    } else step.deliver()
  }

  /** Steps that waited for others and can end now are again among those to choose from. */
  const releaseBlocked = async (): Promise<void> => {
    for (const step of [...blocked]) {
      if ((await step.perform()) === false) continue
      blocked.delete(step)
      pending.add({ ...step, perform: () => undefined, isPerformed: true, what: `${step.what} (has the lock)` })
    }
  }

  const fire = (timer: Timer): void => {
    timers.delete(timer)
    timer.fire()
  }

  /** Moves the clock to the next time at which something can happen. */
  const waitForTimer = async (): Promise<void> => {
    const times = [...timers].map(({ dueMs, process }) => Math.max(dueMs, process?.pausedUntilMs ?? 0))
    for (const { actor } of pending) times.push(actor.process?.pausedUntilMs ?? 0)
    if (times.length > 0) nowMs = Math.max(nowMs, Math.min(...times))
    else if (blocked.size > 0) await releaseBlocked()
    else throw new WorldStuck('Everyone waits, and nothing will happen')
  }

  const act = async (): Promise<void> => {
    faults?.disturb()
    const steady = [...pending].filter(({ actor }) => isRunning(actor.process))
    const due = [...timers].filter(({ dueMs, process }) => dueMs <= nowMs && isRunning(process))
    const choice = random.below(steady.length + due.length)
    const [step, timer] = [steady[choice], due[choice - steady.length]]
    if (step) {
      nowMs += random.next() * longestStepMs
      await performStep(step)
    } else if (timer) fire(timer)
    else await waitForTimer()
    if (finishing.size > 0) await Promise.all(finishing).finally(() => finishing.clear())
  }

  const sleep = (ms: number, process?: Process): Promise<void> =>
    new Promise((resolve, reject) => {
      if (process?.isDead) reject(new ProcessDied(process.name))
      else addTimer({ dueMs: nowMs + ms, process, fire: resolve, drop: reject })
    })

  const runUntil = async <Result>(label: string, work: () => Promise<Result>): Promise<Result> => {
    const ended: { outcome?: PromiseSettledResult<Result> } = {}
    void Promise.allSettled([runAs({ world, process: undefined, label }, work)]).then(([outcome]) => {
      ended.outcome = outcome
    })
    for (;;) {
      await turnOfEventLoop()
      const { outcome } = ended
      if (outcome?.status === 'rejected') throw outcome.reason
      if (outcome) return outcome.value
      if (++turns > maxTurns) throw new WorldStuck(`The life does not end after ${maxTurns} turns`)
      await act()
    }
  }

  const world: World = {
    random,
    nowMs: () => nowMs,
    queue: (step) => {
      const { process } = step.actor
      if (process?.isDead) step.fail(new ProcessDied(process.name))
      else pending.add(step)
    },
    addTimer,
    sleep,
    kill,
    whenProcessDies: (replace) => {
      onDeath = replace
    },
    disturbBy: (given) => {
      faults = given
    },
    record,
    note: (text) => note(`${stamp(nowMs - startMs)} * ${text}`),
    finishFirst: (work) => void finishing.add(work),
    runUntil,
  }
  return world
}

const stamp = (ms: number): string => `${(ms / 1000).toFixed(3).padStart(8)}s`
