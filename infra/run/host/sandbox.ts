import type { AsyncLocalStorage } from 'node:async_hooks'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { encodeResult } from '../../lambda/payload.ts'
import { withinDeadline } from '../../process/deadline.ts'
import { functionEnvironment, invocationContext } from './context.ts'
import type { FunctionDeclaration, Manifest } from './manifest.ts'
import type { Handler, LoadHandler } from './module.ts'

export type SandboxOptions = {
  manifest: Manifest
  loadHandler: LoadHandler
  environment: AsyncLocalStorage<Record<string, string | undefined>>
}

/** One function. It is loaded once, has its own environment, and never exceeds its reserved concurrency. */
export type Sandbox = {
  declaration: FunctionDeclaration
  /** Loads the handler, at the first call only. */
  load(): Promise<Handler>
  isFull(): boolean
  /** Resolves when the next invocation has ended. */
  waitForCapacity(): Promise<void>
  /**
   * Runs one invocation. Its payload and its result are JSON text.
   * @throws InvocationError when the function fails, times out or returns too much
   */
  run(payload: string): Promise<string>
}

export const createSandbox = (
  declaration: FunctionDeclaration,
  { manifest, loadHandler, environment }: SandboxOptions,
): Sandbox => {
  const ownEnvironment = functionEnvironment(declaration, manifest)
  const waiting: (() => void)[] = []
  let handler: Promise<Handler> | undefined
  let running = 0

  const load = (): Promise<Handler> => {
    handler ??= environment.run(ownEnvironment, () => loadHandler(declaration))
    return handler
  }
  const invoke = async (payload: string): Promise<string> => {
    const handle = await load()
    const context = invocationContext(declaration, manifest)
    const work = environment.run(ownEnvironment, async () => handle(JSON.parse(payload), context))
    const timeoutMs = declaration.timeoutSeconds * 1000
    const result = await withinDeadline(timeoutMs, work, () => failWithTimeout(declaration))
    return encodeResult(declaration.key, result)
  }
  return {
    declaration,
    load,
    isFull: () => declaration.reservedConcurrency !== undefined && running >= declaration.reservedConcurrency,
    waitForCapacity: () => new Promise((resolve) => waiting.push(resolve)),
    async run(payload) {
      running++
      try {
        return await invoke(payload)
      } catch (error) {
        throw asInvocationError(declaration.key, error)
      } finally {
        running--
        waiting.shift()?.()
      }
    },
  }
}

const failWithTimeout = ({ key, timeoutSeconds }: FunctionDeclaration): never => {
  const message = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
  throw new InvocationError('FUNCTION_TIMED_OUT', key, message, { errorType: 'Sandbox.Timedout' })
}

/** Keeps only what Lambda returns of an error: its name, message and trace, never the object itself. */
const asInvocationError = (functionKey: string, error: unknown): InvocationError => {
  if (error instanceof InvocationError && error.functionKey === functionKey) return error
  const { name, message, stack } =
    error instanceof Error ? error : { name: typeof error, message: String(error), stack: undefined }
  return new InvocationError('FUNCTION_FAILED', functionKey, message, {
    errorType: name,
    trace: stack?.split('\n'),
  })
}
