import type { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from '../../config/environment.ts'
import type { InvocationType } from '../../lambda/runtime.ts'
import { functionEnvironment } from '../../run/host/context.ts'
import type { FunctionDeclaration, Manifest } from '../../run/host/manifest.ts'
import { requireActor, runAs } from './world/actor.ts'
import { ProcessDied, type Process } from './world/process.ts'
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

/**
 * Invokes functions in simulated processes, as Lambda or the host does: JSON goes in and out, an error of a
 * function is an InvocationError for its caller, and an asynchronous invocation that failed is repeated.
 */
export type Platform = {
  /** Invokes a function in this process, and returns its result. */
  call(process: Process, functionKey: string, payload: unknown): Promise<unknown>
  /** What functions use as `invoke`. */
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  /** How many invocations run or wait. */
  running(): number
}

type Options = {
  world: World
  manifest: Manifest
  environment: AsyncLocalStorage<Environment>
  habits: PlatformHabits
  anyProcess(): Process
}

export const createPlatform = ({ world, manifest, environment, habits, anyProcess }: Options): Platform => {
  let running = 0
  const environments = new Map<string, Environment>()
  const active = new Map<string, number>()

  const environmentOf = (declaration: FunctionDeclaration): Environment => {
    const known = environments.get(declaration.key)
    if (known) return known
    const made = { ...functionEnvironment(declaration, manifest), ...habits.variables }
    environments.set(declaration.key, made)
    return made
  }
  const declarationOf = (key: string): FunctionDeclaration => {
    const declaration = manifest.functions.get(key)
    if (!declaration) throw new Error(`The manifest has no function ${key}`)
    return declaration
  }

  /** A process that has died answers nobody, whatever its code returned. */
  const call: Platform['call'] = async (process, functionKey, payload) => {
    const declaration = declarationOf(functionKey)
    const handler = process.modules.handlers.get(functionKey)
    if (!handler) throw new Error(`${functionKey} is not loaded`)
    const stopAtMs = world.nowMs() + declaration.timeoutSeconds * 1000
    const context = {
      functionName: declaration.name,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(stopAtMs - world.nowMs())),
    }
    running++
    try {
      const event: unknown = JSON.parse(JSON.stringify(payload))
      const work = () => environment.run(environmentOf(declaration), async () => handler(event, context))
      const result = await runAs({ world, process, label: functionKey }, work)
      if (process.isDead) throw new ProcessDied(process.name)
      return result === undefined ? undefined : JSON.parse(JSON.stringify(result))
    } finally {
      running--
    }
  }

  /** Waits until fewer than the reserved concurrency run. */
  const accept = async (key: string, payload: unknown, process: () => Process): Promise<void> => {
    const { reservedConcurrency = 8, maximumRetryAttempts } = declarationOf(key)
    if ((active.get(key) ?? 0) >= reservedConcurrency + 1) return
    active.set(key, (active.get(key) ?? 0) + 1)
    try {
      for (let failures = 0; failures <= maximumRetryAttempts; failures++) {
        const chosen = process()
        try {
          await call(chosen, key, payload)
          return
        } catch (error) {
          if (habits.staysInProcess && error instanceof ProcessDied) return
          await pause(1000 * 2 ** failures)
        }
      }
    } finally {
      active.set(key, (active.get(key) ?? 0) - 1)
    }
  }

  const invoke: Platform['invoke'] = async (key, payload, type) => {
    const { process } = requireActor()
    if (process?.isDead) throw new ProcessDied(process.name)
    const target = (): Process => (habits.staysInProcess && process ? process : anyProcess())
    const InvocationError = process?.modules.InvocationError ?? anyProcess().modules.InvocationError
    if (type === 'RequestResponse') {
      return call(target(), key, payload).catch((error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error))
        const code = error instanceof ProcessDied ? 'FUNCTION_UNREACHABLE' : 'FUNCTION_FAILED'
        throw new InvocationError(code, key, message, { errorType: name })
      })
    }
    if (world.random.chance(habits.lostPokes))
      throw new InvocationError('FUNCTION_THROTTLED', key, 'simulated')
    runAs({ world, process: undefined, label: `${key} (accepted)` }, () => void accept(key, payload, target))
    return undefined
  }

  return { call, invoke, running: () => running }
}
