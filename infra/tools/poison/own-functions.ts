import { AsyncLocalStorage } from 'node:async_hooks'
import { environment } from '../../config/environment.ts'
import { provideHostRuntime } from '../../lambda/runtime.ts'
import { findManifest } from '../../run/host/find-manifest.ts'
import { createLambda } from '../../run/host/lambda.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { loadFrom } from '../../run/host/module.ts'

/** Invokes a function with a request, and returns what it returns. */
export type Invoke = (functionKey: string, request: object) => Promise<unknown>

/**
 * Runs `work` with the functions of the manifest in this process, as the host runs them, on the stores that the
 * environment names. So an operator needs no access to the service, and the functions are those of this
 * release.
 */
export const withOwnFunctions = async (work: (invoke: Invoke) => Promise<void>): Promise<void> => {
  const own = environment()
  const manifest = readManifest(findManifest(import.meta.dirname), {
    ...own,
    LOG_LEVEL: own.LOG_LEVEL ?? 'error',
  })
  const environments = new AsyncLocalStorage<Record<string, string | undefined>>()
  const lambda = createLambda({ manifest, environment: environments, loadHandler: loadFrom(manifest.folder) })
  provideHostRuntime({ environment: environments, invoke: lambda.invoke })
  try {
    await environments.run(own, () =>
      work((functionKey, request) => lambda.invoke(functionKey, request, 'RequestResponse')),
    )
  } finally {
    provideHostRuntime(undefined)
  }
}
