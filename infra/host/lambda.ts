import type { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { InvocationError } from '../lambda/invocation-error.ts'
import type { InvocationType } from '../lambda/runtime.ts'
import { log } from '../observability/log.ts'
import { functionEnvironment, invocationContext } from './context.ts'
import type { FunctionDeclaration, Manifest } from './manifest.ts'
import type { Handler, LoadHandler } from './module.ts'

type Sandbox = {
  declaration: FunctionDeclaration
  environment: Record<string, string | undefined>
  handler: Promise<Handler> | undefined
  running: number
  waiting: (() => void)[]
}

export type Lambda = {
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  /** Loads every function at once and rejects with an AggregateError of those that do not load. */
  warm(): Promise<void>
  /** Resolves when nothing runs any more, or after the given milliseconds; answers how many invocations were left. */
  drain(milliseconds: number): Promise<number>
  /** Asynchronous invocations that failed on every attempt. */
  counters: { abandoned: number }
}

type Options = {
  manifest: Manifest
  load: LoadHandler
  environment: AsyncLocalStorage<Record<string, string | undefined>>
  /** Milliseconds before each repeat of a failed asynchronous invocation; Lambda waits one and two minutes. */
  retryDelays?: readonly number[]
}

const synchronousLimit = 6 * 1024 * 1024
const asynchronousLimit = 1024 * 1024

/**
 * Plays Lambda: only JSON goes in and out, each function sees its own environment, and an error inside a function is an
 * InvocationError outside. Unlike there, a function that has timed out cannot be killed; its answer is dropped.
 */
export const playLambda = ({ manifest, load, environment, retryDelays = [1000, 2000] }: Options): Lambda => {
  const sandboxes = new Map(
    [...manifest.functions].map(([key, declaration]): [string, Sandbox] => [
      key,
      { declaration, environment: functionEnvironment(declaration, manifest), handler: undefined, running: 0, waiting: [] },
    ]),
  )
  const open = new Set<Promise<unknown>>()
  const counters = { abandoned: 0 }
  const draining = new AbortController()

  const tracked = <T>(work: Promise<T>): Promise<T> => {
    open.add(work)
    const done = () => open.delete(work)
    work.then(done, done)
    return work
  }
  const handlerOf = (sandbox: Sandbox): Promise<Handler> => {
    sandbox.handler ??= environment.run(sandbox.environment, () => load(sandbox.declaration))
    return sandbox.handler
  }
  const attempt = async (sandbox: Sandbox, text: string): Promise<string> => {
    const handler = await handlerOf(sandbox)
    const context = invocationContext(sandbox.declaration, manifest)
    const work = environment.run(sandbox.environment, async () => handler(JSON.parse(text), context))
    return serialised(sandbox.declaration, await withinTimeout(sandbox.declaration, work))
  }
  const once = async (sandbox: Sandbox, text: string): Promise<string> => {
    sandbox.running++
    try {
      return await attempt(sandbox, text)
    } catch (error) {
      throw asInvocationError(sandbox.declaration.key, error)
    } finally {
      sandbox.running--
      sandbox.waiting.shift()?.()
    }
  }
  const repeatedly = async (sandbox: Sandbox, text: string): Promise<void> => {
    for (let failures = 0; ; failures++) {
      while (isFull(sandbox)) await new Promise<void>((free) => sandbox.waiting.push(free))
      const failure = await once(sandbox, text).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failure === undefined) return
      if (failures >= sandbox.declaration.maximumRetryAttempts) {
        counters.abandoned++
        return log('error', 'Asynchronous invocation abandoned', {
          function: sandbox.declaration.key,
          attempts: failures + 1,
          error: failure,
        })
      }
      log('warn', 'Asynchronous invocation failed, it will be repeated', { function: sandbox.declaration.key, error: failure })
      await delay(jittered(retryDelays[failures] ?? retryDelays.at(-1) ?? 0), undefined, { signal: draining.signal }).catch(() => {})
    }
  }

  return {
    counters,
    async invoke(functionKey, payload, type) {
      const sandbox = sandboxes.get(functionKey)
      if (!sandbox)
        throw new InvocationError('FUNCTION_NOT_FOUND', functionKey, 'no function of this key is in the manifest', {
          errorType: 'ResourceNotFoundException',
        })
      const text = request(functionKey, payload, type)
      if (type === 'Event') {
        tracked(repeatedly(sandbox, text))
        return undefined
      }
      if (isFull(sandbox))
        throw new InvocationError('FUNCTION_THROTTLED', functionKey, 'Rate Exceeded.', { errorType: 'TooManyRequestsException' })
      return JSON.parse(await tracked(once(sandbox, text)))
    },
    async warm() {
      const results = await Promise.allSettled([...sandboxes.values()].map(handlerOf))
      const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
      if (errors.length > 0)
        throw new AggregateError(errors, `${errors.length} function(s) do not load: ${errors.map((error) => error.message).join('; ')}`)
    },
    async drain(milliseconds) {
      draining.abort()
      const late = new AbortController()
      const deadline = delay(milliseconds, undefined, { signal: late.signal }).catch(() => {})
      const empty = async () => {
        while (open.size > 0) await Promise.allSettled(open)
      }
      await Promise.race([empty(), deadline])
      late.abort()
      return open.size
    },
  }
}

const isFull = ({ declaration, running }: Sandbox): boolean =>
  declaration.reservedConcurrency !== undefined && running >= declaration.reservedConcurrency

const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random())

const request = (functionKey: string, payload: unknown, type: InvocationType): string => {
  const text = JSON.stringify(payload) ?? '{}'
  const limit = type === 'Event' ? asynchronousLimit : synchronousLimit
  const size = Buffer.byteLength(text)
  if (size <= limit) return text
  const message = `${size} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`
  throw new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, { errorType: 'RequestTooLargeException' })
}

const serialised = (declaration: FunctionDeclaration, answer: unknown): string => {
  const text = JSON.stringify(answer) ?? 'null'
  if (Buffer.byteLength(text) <= synchronousLimit) return text
  const message = `Response payload size exceeded maximum allowed payload size (${synchronousLimit} bytes).`
  throw new InvocationError('PAYLOAD_TOO_LARGE', declaration.key, message, { errorType: 'Function.ResponseSizeTooLarge' })
}

const withinTimeout = async (declaration: FunctionDeclaration, work: Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Task timed out after ${declaration.timeoutSeconds.toFixed(2)} seconds`
      reject(new InvocationError('FUNCTION_TIMED_OUT', declaration.key, message, { errorType: 'Sandbox.Timedout' }))
    }, declaration.timeoutSeconds * 1000)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Only what Lambda's JSON would carry over: the caller sees the error's name, message and trace, never the object itself. */
const asInvocationError = (functionKey: string, error: unknown): InvocationError => {
  if (error instanceof InvocationError && error.functionKey === functionKey) return error
  const { name, message, stack } = error instanceof Error ? error : { name: typeof error, message: String(error), stack: undefined }
  return new InvocationError('FUNCTION_FAILED', functionKey, message, { errorType: name, trace: stack?.split('\n') })
}
