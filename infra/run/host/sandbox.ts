import type { AsyncLocalStorage } from 'node:async_hooks'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { withinDeadline } from '../../process/deadline.ts'
import { functionEnvironment, invocationContext } from './context.ts'
import type { FunctionDeclaration, Manifest } from './manifest.ts'
import type { Handler, LoadHandler } from './module.ts'
import { response } from './payload.ts'

export type SandboxOptions = {
  manifest: Manifest
  load: LoadHandler
  environment: AsyncLocalStorage<Record<string, string | undefined>>
}

/** One function: loaded once, seeing its own environment, running no more often at a time than it may. */
export type Sandbox = {
  declaration: FunctionDeclaration
  loaded(): Promise<Handler>
  isFull(): boolean
  /** Resolves when an invocation has ended. */
  freed(): Promise<void>
  /** Takes and answers JSON text; rejects with InvocationError. */
  run(text: string): Promise<string>
}

export const sandbox = (
  declaration: FunctionDeclaration,
  { manifest, load, environment }: SandboxOptions,
): Sandbox => {
  const own = functionEnvironment(declaration, manifest)
  const waiting: (() => void)[] = []
  let handler: Promise<Handler> | undefined
  let running = 0

  const loaded = (): Promise<Handler> => {
    handler ??= environment.run(own, () => load(declaration))
    return handler
  }
  const attempt = async (text: string): Promise<string> => {
    const handle = await loaded()
    const context = invocationContext(declaration, manifest)
    const work = environment.run(own, async () => handle(JSON.parse(text), context))
    const answer = await withinDeadline(declaration.timeoutSeconds * 1000, work, () => timedOut(declaration))
    return response(declaration.key, answer)
  }
  return {
    declaration,
    loaded,
    isFull: () => declaration.reservedConcurrency !== undefined && running >= declaration.reservedConcurrency,
    freed: () => new Promise((free) => waiting.push(free)),
    async run(text) {
      running++
      try {
        return await attempt(text)
      } catch (error) {
        throw asInvocationError(declaration.key, error)
      } finally {
        running--
        waiting.shift()?.()
      }
    },
  }
}

const timedOut = ({ key, timeoutSeconds }: FunctionDeclaration): never => {
  const message = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
  throw new InvocationError('FUNCTION_TIMED_OUT', key, message, { errorType: 'Sandbox.Timedout' })
}

/** Only what Lambda's JSON would carry over: the caller sees the error's name, message and trace, never the object itself. */
const asInvocationError = (functionKey: string, error: unknown): InvocationError => {
  if (error instanceof InvocationError && error.functionKey === functionKey) return error
  const { name, message, stack } =
    error instanceof Error ? error : { name: typeof error, message: String(error), stack: undefined }
  return new InvocationError('FUNCTION_FAILED', functionKey, message, {
    errorType: name,
    trace: stack?.split('\n'),
  })
}
