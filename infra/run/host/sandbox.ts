import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Writable } from 'node:stream'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { encodeResult } from '../../lambda/payload.ts'
import { observe } from '../../observability/metrics.ts'
import { withinDeadline } from '../../process/deadline.ts'
import { type Capacity, createCapacity } from './capacity.ts'
import { functionEnvironment, type InvocationContext, invocationContext } from './context.ts'
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
  /**
   * Runs one invocation that writes its result to the stream and ends it.
   * @throws InvocationError when the function fails, times out or does not end the stream
   */
  stream(payload: string, requestId: string, output: Writable): Promise<void>
}

export const createSandbox = (declaration: FunctionDeclaration, options: SandboxOptions): Sandbox => {
  const { manifest, loadHandler, environment, stopAtMs } = options
  const ownEnvironment = functionEnvironment(declaration, manifest)
  const { use, ...capacity } = createCapacity(declaration.reservedConcurrency)
  let handler: Promise<Handler> | undefined

  const load = (): Promise<Handler> => {
    handler ??= environment.run(ownEnvironment, () => loadHandler(declaration))
    return handler
  }
  const call = async (
    requestId: string,
    work: (handle: Handler, context: InvocationContext) => unknown,
  ): Promise<unknown> => {
    const handle = await load()
    const context = invocationContext(declaration, { manifest, requestId, stopAtMs })
    const working = environment.run(ownEnvironment, async () => work(handle, context))
    return withinDeadline(declaration.timeoutSeconds * 1000, working, () => failWithTimeout(declaration))
  }
  const invoke = async (payload: string, requestId: string): Promise<string> => {
    const result = await call(requestId, (handle, context) => handle(JSON.parse(payload), context))
    return encodeResult(declaration.key, result)
  }
  const stream = async (payload: string, requestId: string, output: Writable): Promise<void> => {
    await call(requestId, (handle, context) => handle(JSON.parse(payload), output, context))
    if (!output.writableEnded && !output.destroyed) throw new Error('Response stream is not finished.')
  }
  const report = async <Result>(requestId: string, work: () => Promise<Result>): Promise<Result> => {
    const startedMs = performance.now()
    let status: Invocation['status'] = 'success'
    try {
      return await work()
    } catch (error) {
      const failure = asInvocationError(declaration.key, error)
      status = failure.code === 'FUNCTION_TIMED_OUT' ? 'timeout' : 'error'
      throw failure
    } finally {
      const { key, name, memoryMegabytes } = declaration
      const durationMs = performance.now() - startedMs
      observe('function_duration_seconds', { function: key, outcome: status }, durationMs / 1000)
      options.report?.({ name, requestId, status, durationMs, memoryMegabytes })
    }
  }
  return {
    declaration,
    load,
    ...capacity,
    run: (payload, requestId) => use(() => report(requestId, () => invoke(payload, requestId))),
    stream: (...args) => use(() => report(args[1], () => stream(...args))),
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
