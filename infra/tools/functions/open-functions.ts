import { AsyncLocalStorage } from 'node:async_hooks'
import { type Environment, environment } from '../../config/environment.ts'
import { provideHostRuntime } from '../../lambda/runtime.ts'
import { messageWithCauses } from '../../process/command-line.ts'
import { findManifest } from '../../run/host/find-manifest.ts'
import { createLambda } from '../../run/host/lambda.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { type LoadHandler, loadFrom } from '../../run/host/module.ts'

/** Invokes a private function by its key in the manifest, and returns its result. */
export type Invoke = (functionKey: string, payload: unknown) => Promise<unknown>

/**
 * Returns a function that invokes functions of the manifest in this process, with the variables of
 * `withStores`: a command does with the stores what the deployed function does.
 */
export const openFunctions = (): Invoke => {
  const own = environment()
  const manifest = readManifest(findManifest(import.meta.dirname), {
    ...own,
    LOG_LEVEL: own.LOG_LEVEL ?? 'error',
    USAGE_METERING: 'false',
  })
  const environments = new AsyncLocalStorage<Environment>()
  const lambda = createLambda({
    manifest,
    environment: environments,
    loadHandler: tellingCauses(loadFrom(manifest.folder)),
  })
  provideHostRuntime({ environment: environments, invoke: lambda.invoke })
  return (functionKey, payload) => lambda.invoke(functionKey, payload, 'RequestResponse')
}

/**
 * Only the message of an error leaves a function. Who types a command reads no log, so the message says why a
 * store is not available.
 */
const tellingCauses =
  (load: LoadHandler): LoadHandler =>
  async (declaration) => {
    const handler = await load(declaration)
    return async (...args) => {
      try {
        return await handler(...args)
      } catch (error) {
        if (error instanceof Error) error.message = messageWithCauses(error)
        throw error
      }
    }
  }
