import type { AsyncLocalStorage } from 'node:async_hooks'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { encodeResult } from '../../lambda/payload.ts'
import { observe } from '../../observability/metrics.ts'
import { withinDeadline } from '../../process/deadline.ts'
import { type Capacity, createCapacity } from './capacity.ts'
import { functionEnvironment, invocationContext } from './context.ts'
import type { FunctionDeclaration, Manifest } from './manifest.ts'
import type { Handler, LoadHandler } from './module.ts'
import type { Invocation } from './usage/meter.ts'

export type SandboxOptions = {
  manifest: Manifest
  loadHandler: LoadHandler
  environment: AsyncLocalStorage<Record<string, string | undefined>>
  /** When this process ends, on the clock of performance.now(); infinite while that is not known. */
  stopAtMs(): number
  /** Takes a report of each invocation. */
  report?(invocation: Invocation): void
}

/** One function. It is loaded once, has its own environment, and never exceeds its reserved concurrency. */
export type Sandbox = Pick<Capacity, 'isFull' | 'waitForCapacity'> & {
  declaration: FunctionDeclaration
  /** Loads the handler, at the first call only. */
  load(): Promise<Handler>
  /**
   * Runs one invocation. Its payload and its result are JSON text. A retry has the same request id.
   * @throws InvocationError when the function fails, times out or returns too much
   */
  run(payload: string, requestId: string): Promise<string>
}

export const createSandbox = (
  declaration: FunctionDeclaration,
  { manifest, loadHandler, environment, report, stopAtMs }: SandboxOptions,
): Sandbox => {
  const ownEnvironment = functionEnvironment(declaration, manifest)
  const { use, ...capacity } = createCapacity(declaration.reservedConcurrency)
  let handler: Promise<Handler> | undefined

  const load = (): Promise<Handler> => {
    handler ??= environment.run(ownEnvironment, () => loadHandler(declaration))
    return handler
  }
  const invoke = async (payload: string, requestId: string): Promise<string> => {
    const handle = await load()
    const context = invocationContext(declaration, { manifest, requestId, stopAtMs })
    const work = environment.run(ownEnvironment, async () => handle(JSON.parse(payload), context))
    const timeoutMs = declaration.timeoutSeconds * 1000
    const result = await withinDeadline(timeoutMs, work, () => failWithTimeout(declaration))
    return encodeResult(declaration.key, result)
  }
  const run = async (payload: string, requestId: string): Promise<string> => {
    const startedMs = performance.now()
    let status: Invocation['status'] = 'success'
    try {
      return await invoke(payload, requestId)
    } catch (error) {
      const failure = asInvocationError(declaration.key, error)
      status = failure.code === 'FUNCTION_TIMED_OUT' ? 'timeout' : 'error'
      throw failure
    } finally {
      const { key, name, memoryMegabytes } = declaration
      const durationMs = performance.now() - startedMs
      observe('function_duration_seconds', { function: key, outcome: status }, durationMs / 1000)
      report?.({ name, requestId, status, durationMs, memoryMegabytes })
    }
  }
  return {
    declaration,
    load,
    ...capacity,
    run: (payload, requestId) => use(() => run(payload, requestId)),
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
