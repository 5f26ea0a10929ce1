import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Environment } from '../../config/environment.ts'
import type { InvocationType } from '../../lambda/runtime.ts'
import { functionEnvironment } from '../../run/host/context.ts'
import type { FunctionDeclaration, Manifest } from '../../run/host/manifest.ts'
import { requireActor, runAs } from './world/actor.ts'
import { type Process, ProcessDied } from './world/process.ts'
import type { World } from './world/world.ts'

/** How the platform of a life behaves. */
export type PlatformHabits = {
  /** As in the host: a function invokes another in its own process, and its death ends what it has accepted. */
  staysInProcess: boolean
  /** How often an asynchronous invocation is not accepted. */
  lostPokes: number
  /** Variables beside those of the manifest. */
  variables: Environment
}

type Options = {
  world: World
  manifest: Manifest
  environment: AsyncLocalStorage<Environment>
  habits: PlatformHabits
  anyProcess(): Process
}

/**
 * Invokes functions in simulated processes, as Lambda or the host does: JSON goes in and out, an error of a
 * function is an InvocationError for its caller, and an asynchronous invocation that failed is repeated.
 */
export class Platform {
  readonly #options: Options
  readonly #environments = new Map<string, Environment>()
  /** Accepted asynchronous invocations, by function. */
  readonly #accepted = new Map<string, number>()
  #running = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** How many invocations run. */
  get running(): number {
    return this.#running
  }

  /**
   * Invokes a function in this process, and returns its result.
   * @throws ProcessDied when the process dies meanwhile, whatever its code returns
   */
  async call(process: Process, functionKey: string, payload: unknown): Promise<unknown> {
    const { world, environment } = this.#options
    const declaration = this.#declarationOf(functionKey)
    const handler = process.modules.handlers.get(functionKey)
    if (!handler) throw new Error(`${functionKey} is not loaded`)
    const event: unknown = JSON.parse(JSON.stringify(payload))
    const context = contextOf(world, declaration)
    const work = () => environment.run(this.#environmentOf(declaration), async () => handler(event, context))
    this.#running++
    try {
      const result = await runAs({ world, process, label: functionKey }, work)
      if (process.isDead) throw new ProcessDied(process.name)
      return result === undefined ? undefined : JSON.parse(JSON.stringify(result))
    } finally {
      this.#running--
    }
  }

  /**
   * Invokes a function for the function that runs.
   * @throws InvocationError when it fails, or is not accepted
   */
  async invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown> {
    const { world, habits, anyProcess } = this.#options
    const { process = anyProcess() } = requireActor()
    if (process.isDead) throw new ProcessDied(process.name)
    const { InvocationError } = process.modules
    const target = habits.staysInProcess ? () => process : anyProcess
    if (type === 'RequestResponse')
      return this.call(target(), functionKey, payload).catch((error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error))
        const code = error instanceof ProcessDied ? 'FUNCTION_UNREACHABLE' : 'FUNCTION_FAILED'
        throw new InvocationError(code, functionKey, message, { errorType: name })
      })
    if (world.random.chance(habits.lostPokes))
      throw new InvocationError('FUNCTION_THROTTLED', functionKey, 'simulated')
    const actor = { world, process: undefined, label: `${functionKey} (accepted)` }
    runAs(actor, () => void this.#runAccepted(functionKey, payload, target))
    return undefined
  }

  /**
   * Runs an asynchronous invocation and its repetitions. One that would wait behind another is left out: the
   * other does its work.
   */
  async #runAccepted(key: string, payload: unknown, target: () => Process): Promise<void> {
    const { reservedConcurrency = 8 } = this.#declarationOf(key)
    const accepted = this.#accepted.get(key) ?? 0
    if (accepted > reservedConcurrency) return
    this.#accepted.set(key, accepted + 1)
    try {
      await this.#repeat(key, payload, target)
    } finally {
      this.#accepted.set(key, (this.#accepted.get(key) ?? 0) - 1)
    }
  }

  async #repeat(key: string, payload: unknown, target: () => Process): Promise<void> {
    const { habits, world } = this.#options
    const { maximumRetryAttempts } = this.#declarationOf(key)
    for (let failures = 0; failures <= maximumRetryAttempts; failures++) {
      try {
        await this.call(target(), key, payload)
        return
      } catch (error) {
        if (habits.staysInProcess && error instanceof ProcessDied) return
        await world.sleep(1000 * 2 ** failures)
      }
    }
  }

  #declarationOf(key: string): FunctionDeclaration {
    const declaration = this.#options.manifest.functions.get(key)
    if (!declaration) throw new Error(`The manifest has no function ${key}`)
    return declaration
  }

  #environmentOf(declaration: FunctionDeclaration): Environment {
    const { manifest, habits } = this.#options
    const known = this.#environments.get(declaration.key)
    const made = known ?? { ...functionEnvironment(declaration, manifest), ...habits.variables }
    this.#environments.set(declaration.key, made)
    return made
  }
}

const contextOf = (world: World, { name, timeoutSeconds }: FunctionDeclaration) => {
  const stopAtMs = world.nowMs() + timeoutSeconds * 1000
  return {
    functionName: name,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(stopAtMs - world.nowMs())),
  }
}
