import { AsyncLocalStorage } from 'node:async_hooks'
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { currentActor } from './actor.ts'
import { ProcessDied } from './process.ts'
import type { Actor } from './world.ts'

/**
 * Gives the code of actors the time, the timers and the random numbers of their world. All other code of this
 * process, such as the driver of PostgreSQL, keeps the real ones.
 */
export const simulateTime = (): void => {
  simulateDate()
  simulateTimers()
  simulateRandomness()
  syncBuiltinESMExports()
}

/** What the clock of the actor's process shows. It may be wrong, unlike that of the stores. */
const clockMs = ({ world, process }: Actor): number =>
  Math.floor(world.nowMs() + (process?.clockOffsetMs ?? 0))

const simulateDate = (): void => {
  const RealDate = globalThis.Date
  class SimulatedDate extends RealDate {
    constructor(...values: ConstructorParameters<typeof RealDate> | []) {
      super(...((values.length === 0 ? [SimulatedDate.now()] : values) as [number]))
    }

    static override now(): number {
      const actor = currentActor()
      return actor ? clockMs(actor) : RealDate.now()
    }
  }
  globalThis.Date = SimulatedDate as DateConstructor
  const realNow = performance.now.bind(performance)
  performance.now = () => {
    const actor = currentActor()
    return actor ? actor.world.nowMs() - firstMs : realNow()
  }
}

/** `performance.now()` begins with a small number in each process. */
const firstMs = Date.UTC(2000, 0, 1)

type Callback = (...values: unknown[]) => void

/** A timer of an actor, with the methods of Node's own that the code uses. */
class SimulatedTimer {
  readonly #actor: Actor
  readonly #callback: Callback
  readonly #delayMs: number
  readonly #repeats: boolean
  #entry: { cancel(): void } | undefined

  constructor(actor: Actor, callback: Callback, { delayMs, repeats }: { delayMs: number; repeats: boolean }) {
    this.#actor = actor
    this.#callback = AsyncLocalStorage.bind(callback)
    this.#delayMs = Math.max(1, delayMs)
    this.#repeats = repeats
    this.refresh()
  }

  refresh(): this {
    this.cancel()
    const { world, process } = this.#actor
    if (process?.isDead) return this
    const fire = (): void => {
      if (this.#repeats) this.refresh()
      this.#callback()
    }
    this.#entry = world.addTimer({
      dueMs: world.nowMs() + this.#delayMs,
      process,
      fire,
      drop: () => undefined,
    })
    return this
  }

  cancel(): void {
    this.#entry?.cancel()
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

const simulateTimers = (): void => {
  const real = { ...timers }
  const start =
    (repeats: boolean, startReal: typeof setTimeout) =>
    (callback: Callback, delayMs = 0, ...values: unknown[]): unknown => {
      const actor = currentActor()
      if (!actor) return startReal(callback, delayMs, ...values)
      return new SimulatedTimer(actor, () => callback(...values), { delayMs, repeats })
    }
  const stop = (stopReal: typeof clearTimeout) => (timer: unknown) =>
    timer instanceof SimulatedTimer ? timer.cancel() : stopReal(timer as NodeJS.Timeout)
  const simulated = {
    setTimeout: start(false, real.setTimeout),
    setInterval: start(true, real.setInterval as unknown as typeof setTimeout),
    clearTimeout: stop(real.clearTimeout),
    clearInterval: stop(real.clearInterval),
  }
  Object.assign(globalThis, simulated)
  Object.assign(timers, simulated)
  simulatePauses()
}

/** `setImmediate` of an actor takes no time: the world moves its clock between steps only. */
const simulatePauses = (): void => {
  const { setTimeout: realPause, setImmediate: realTurn } = timersPromises
  const pause = (ms = 0, value?: unknown, options?: { signal?: AbortSignal }): Promise<unknown> => {
    const actor = currentActor()
    if (!actor) return realPause(ms, value, options)
    return pauseIn(actor, ms, options?.signal).then(() => value)
  }
  const turn = (value?: unknown): Promise<unknown> =>
    currentActor() ? Promise.resolve(value) : realTurn(value)
  Object.assign(timersPromises, { setTimeout: pause, setImmediate: turn })
}

const pauseIn = ({ world, process }: Actor, ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (process?.isDead) return reject(new ProcessDied(process.name))
    if (signal?.aborted) return reject(signal.reason)
    const dueMs = world.nowMs() + Math.max(0, ms)
    const entry = world.addTimer({ dueMs, process, fire: resolve, drop: reject })
    signal?.addEventListener('abort', () => {
      entry.cancel()
      reject(signal.reason)
    })
  })

const simulateRandomness = (): void => {
  const realRandom = Math.random
  const realUuid = crypto.randomUUID
  Math.random = () => currentActor()?.world.random.next() ?? realRandom()
  const hex = (actor: Actor, digits: number): string =>
    Array.from({ length: digits }, () => actor.world.random.below(16).toString(16)).join('')
  crypto.randomUUID = (options) => {
    const actor = currentActor()
    if (!actor) return realUuid(options)
    const variant = (8 + actor.world.random.below(4)).toString(16)
    return `${hex(actor, 8)}-${hex(actor, 4)}-4${hex(actor, 3)}-${variant}${hex(actor, 3)}-${hex(actor, 12)}`
  }
}
