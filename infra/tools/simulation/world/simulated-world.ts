import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Random } from '../../seeded-random.ts'
import { runAs } from './actor.ts'
import { type Process, ProcessDied } from './process.ts'
import { type Actor, type Faults, type Harm, performed, type Step, type Timer, type World } from './world.ts'

/** Taken when this module is loaded, before the timers of actors are replaced. */
const turnOfEventLoop = nextTurn

/** The story cannot go on, or does not end. */
export class WorldStuck extends Error {
  readonly code = 'WORLD_STUCK'

  constructor(reason: string) {
    super(reason)
    this.name = 'WorldStuck'
  }
}

/** More than any life needs, by far. */
const maxTurns = 30_000

/** The time that one step takes is random, up to this. */
const longestStepMs = 4

/**
 * A world in which one thing happens at a time, and `random` chooses which: a step that an actor waits for,
 * or a timer that is due. When nothing can happen, its clock moves to the next timer.
 */
export class SimulatedWorld implements World {
  readonly random: Random
  readonly #startMs: number
  readonly #write: (line: string) => void
  #nowMs: number
  #turns = 0
  #faults: Faults | undefined
  #replace: (process: Process) => void = () => undefined
  readonly #pending = new Set<Step>()
  readonly #blocked = new Set<Step>()
  readonly #timers = new Set<Timer>()
  readonly #unfinished = new Set<Promise<unknown>>()

  constructor(random: Random, startMs: number, write: (line: string) => void) {
    this.random = random
    this.#startMs = startMs
    this.#nowMs = startMs
    this.#write = write
  }

  nowMs(): number {
    return this.#nowMs
  }

  note(text: string): void {
    this.#write(`${((this.#nowMs - this.#startMs) / 1000).toFixed(3).padStart(8)}s ${text}`)
  }

  record({ process, label }: Actor, text: string): void {
    this.note(`${process?.name ?? '-'} ${label}: ${text}`)
  }

  /** Undefined: nothing disturbs the life from now on. */
  disturbBy(faults: Faults | undefined): void {
    this.#faults = faults
  }

  /** Tells who puts a new process in the place of one that has died. */
  whenProcessDies(replace: (process: Process) => void): void {
    this.#replace = replace
  }

  queue(step: Step): void {
    const { process } = step.actor
    if (process?.isDead) step.fail(new ProcessDied(process.name))
    else this.#pending.add(step)
  }

  addTimer(timer: Timer): { cancel(): void } {
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer) }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.addTimer({ dueMs: this.#nowMs + ms, process: undefined, fire: resolve, drop: reject })
    })
  }

  finishFirst(work: Promise<unknown>): void {
    this.#unfinished.add(work)
  }

  kill(process: Process): void {
    if (process.isDead) return
    process.isDead = true
    const died = new ProcessDied(process.name)
    for (const timer of ofProcess(this.#timers, process)) {
      this.#timers.delete(timer)
      timer.drop(died)
    }
    for (const step of ofProcess(this.#pending, process)) {
      this.#pending.delete(step)
      step.fail(died)
    }
    for (const step of ofProcess(this.#blocked, process)) {
      this.#blocked.delete(step)
      this.finishFirst((step.abandon?.() ?? Promise.resolve()).then(() => step.fail(died)))
    }
    this.#replace(process)
  }

  /** Lets these processes die, and waits until nothing of them runs any more. */
  async end(processes: readonly Process[]): Promise<void> {
    for (const process of processes) this.kill(process)
    await turnOfEventLoop()
    await this.#finish()
  }

  /**
   * Runs the work as an actor, and everything else that happens meanwhile, until the work ends.
   * @throws WorldStuck when nothing can happen any more, or too much happens
   */
  async runUntil<Result>(label: string, work: () => Promise<Result>): Promise<Result> {
    const ended: { outcome?: PromiseSettledResult<Result> } = {}
    const actor = { world: this, process: undefined, label }
    void Promise.allSettled([runAs(actor, work)]).then(([outcome]) => {
      ended.outcome = outcome
    })
    for (;;) {
      await turnOfEventLoop()
      const { outcome } = ended
      if (outcome?.status === 'rejected') throw outcome.reason
      if (outcome) return outcome.value
      if (++this.#turns > maxTurns) throw new WorldStuck(`The life does not end after ${maxTurns} turns`)
      await this.#act()
    }
  }

  async #act(): Promise<void> {
    this.#faults?.disturb()
    // The memory of a process that has died is cleared before another one uses its modules.
    if (this.#unfinished.size > 0) return this.#finish()
    const steps = [...this.#pending].filter(({ actor }) => this.#isRunning(actor.process))
    const timers = [...this.#timers].filter((timer) => this.#isDue(timer))
    const choice = this.random.below(steps.length + timers.length)
    const [step, timer] = [steps[choice], timers[choice - steps.length]]
    if (step) {
      this.#nowMs += this.random.next() * longestStepMs
      await this.#take(step)
    } else if (timer) {
      this.#timers.delete(timer)
      timer.fire()
    } else await this.#skipTime()
    await this.#finish()
  }

  async #finish(): Promise<void> {
    if (this.#unfinished.size === 0) return
    await Promise.all(this.#unfinished)
    this.#unfinished.clear()
  }

  #isRunning(process: Process | undefined): boolean {
    return (process?.pausedUntilMs ?? 0) <= this.#nowMs
  }

  #isDue({ dueMs, process }: Timer): boolean {
    return dueMs <= this.#nowMs && this.#isRunning(process)
  }

  /** Moves the clock to the next time at which something can happen. */
  async #skipTime(): Promise<void> {
    const times = [
      ...[...this.#timers].map(({ dueMs, process }) => Math.max(dueMs, process?.pausedUntilMs ?? 0)),
      ...[...this.#pending].map(({ actor }) => actor.process?.pausedUntilMs ?? 0),
    ]
    if (times.length > 0) this.#nowMs = Math.max(this.#nowMs, Math.min(...times))
    else if (this.#blocked.size > 0) await this.#releaseBlocked()
    else throw new WorldStuck('Everyone waits, and nothing will happen')
  }

  async #take(step: Step): Promise<void> {
    this.#pending.delete(step)
    const harm = step.isPerformed ? undefined : this.#faults?.harmTo(step)
    if (harm === 'die before' || harm === 'refuse' || harm === 'freeze before') {
      this.record(step.actor, `${step.what} [${harm}]`)
      return this.#harmBefore(step, harm)
    }
    if ((await step.perform()) === false) {
      this.record(step.actor, `${step.what} [waits for a lock]`)
      this.#blocked.add(step)
      return
    }
    await this.#releaseBlocked()
    this.record(step.actor, `${step.what}${harm ? ` [${harm}]` : ''}`)
    this.#endStep(step, harm)
  }

  #harmBefore(step: Step, harm: Harm): void {
    if (harm === 'refuse') step.fail(step.unavailable())
    else if (harm === 'die before') this.#die(step)
    else {
      this.#freeze(step.actor)
      this.#pending.add(step)
    }
  }

  #endStep(step: Step, harm: Harm | undefined): void {
    if (harm === 'lose answer') step.fail(step.unavailable())
    else if (harm === 'die after') this.#die(step)
    else if (harm === 'freeze after') {
      this.#freeze(step.actor)
      this.#pending.add(performed(step, 'has its answer'))
    } else step.deliver()
  }

  #die(step: Step): void {
    const { process } = step.actor
    this.#pending.add(step)
    if (process) this.kill(process)
  }

  #freeze({ process }: Actor): void {
    if (process) process.pausedUntilMs = this.#nowMs + (this.#faults?.frozenForMs() ?? 0)
  }

  /** Steps that waited for others and can end now are again among those to choose from. */
  async #releaseBlocked(): Promise<void> {
    for (const step of [...this.#blocked]) {
      if ((await step.perform()) === false) continue
      this.#blocked.delete(step)
      this.#pending.add(performed(step, 'has the lock'))
    }
  }
}

const ofProcess = <Item extends Timer | Step>(items: Iterable<Item>, process: Process): Item[] =>
  [...items].filter((item) => ('actor' in item ? item.actor.process : item.process) === process)
