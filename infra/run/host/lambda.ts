import { randomUUID } from 'node:crypto'
import { PassThrough, type Readable } from 'node:stream'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { encodePayload } from '../../lambda/payload.ts'
import type { InvocationType } from '../../lambda/runtime.ts'
import { log } from '../../observability/log.ts'
import { createPendingWork } from './pending-work.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'

export type Lambda = {
  /**
   * Invokes a function by its key in the manifest and returns its result; with 'Event' resolves as soon as
   * the invocation is accepted. It begins later, so that the caller can answer first, and one invocation does
   * the work of equal ones that are accepted before it begins: Lambda may start one twice anyway.
   * @throws InvocationError when the function is unknown, is at its reserved concurrency, fails or times out
   */
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  /**
   * Invokes a function that streams its result, and returns the stream. It is destroyed with an
   * InvocationError where `invoke` would throw one. The function stops when its reader destroys the stream.
   */
  invokeWithResponseStream(functionKey: string, payload: unknown): Readable
  /** Loads every function. @throws AggregateError when some cannot be loaded */
  warm(): Promise<void>
  /**
   * From now on no invocation has more time left than `timeoutMs`, so that a job that stops in time, such as
   * the relay, does so before this process ends.
   */
  announceStop(timeoutMs: number): void
  /** Waits until no invocation runs or the timeout has passed; returns how many are still running. */
  drain(timeoutMs: number): Promise<number>
}

type Options = Omit<SandboxOptions, 'stopAtMs'> & {
  /** Delay before each retry of a failed asynchronous invocation. Lambda waits one minute, then two. */
  retryDelaysMs?: readonly number[]
}

/**
 * Emulates Lambda: only JSON goes in and out, each function gets its own environment, and an error inside a
 * function is an InvocationError for its caller. Unlike Lambda it cannot kill a function that has timed out:
 * it drops the result.
 */
export const createLambda = (options: Options): Lambda => {
  const { manifest, retryDelaysMs } = options
  let stopAtMs = Number.POSITIVE_INFINITY
  const sandboxOptions = { ...options, stopAtMs: () => stopAtMs }
  const sandboxes = new Map(
    [...manifest.functions].map(([key, declaration]) => [key, createSandbox(declaration, sandboxOptions)]),
  )
  return {
    ...lambdaOf(sandboxes, retryDelaysMs),
    warm: () => loadAll([...sandboxes.values()]),
    announceStop(timeoutMs) {
      stopAtMs = performance.now() + timeoutMs
    },
  }
}

/** The part of Lambda between its API and the sandboxes: limits of concurrency and size, and retries. */
export const lambdaOf = (
  sandboxes: ReadonlyMap<string, Omit<Sandbox, 'load'>>,
  retryDelaysMs: readonly number[] = [1000, 2000],
): Omit<Lambda, 'warm' | 'announceStop'> => {
  const invocations = createPendingWork()
  /** The asynchronous invocations that have not begun. */
  const accepted = new Set<string>()
  const draining = new AbortController()
  const pause = (failures: number): Promise<unknown> => {
    const delayMs = withJitter(retryDelaysMs[failures] ?? retryDelaysMs.at(-1) ?? 0)
    return delay(delayMs, undefined, { signal: draining.signal }).catch(() => {})
  }

  return {
    async invoke(functionKey, payload, type) {
      const sandbox = sandboxes.get(functionKey)
      if (!sandbox) return failNotFound(functionKey)
      const text = encodePayload(functionKey, payload, type)
      if (type === 'Event') {
        const name = `${functionKey} ${text}`
        if (accepted.has(name)) return undefined
        accepted.add(name)
        void invocations.track(runWithRetries(sandbox, text, { pause, begin: () => accepted.delete(name) }))
        return undefined
      }
      if (sandbox.isFull()) return failThrottled(functionKey)
      return JSON.parse(await invocations.track(sandbox.run(text, randomUUID())))
    },
    invokeWithResponseStream(functionKey, payload) {
      // An error may come while nobody listens yet: its reader finds the stream destroyed.
      const stream = new PassThrough().on('error', () => undefined)
      const run = async (): Promise<void> => {
        const sandbox = sandboxes.get(functionKey)
        if (!sandbox) return failNotFound(functionKey)
        const text = encodePayload(functionKey, payload, 'RequestResponse')
        if (sandbox.isFull()) return failThrottled(functionKey)
        await invocations.track(sandbox.stream(text, randomUUID(), stream))
      }
      run().catch((error: unknown) => stream.destroy(error as Error))
      return stream
    },
    drain(timeoutMs) {
      draining.abort()
      return invocations.waitUntilSettled(timeoutMs)
    },
  }
}

const failNotFound = (functionKey: string): never => {
  const message = 'no function of this key is in the manifest'
  throw new InvocationError('FUNCTION_NOT_FOUND', functionKey, message, {
    errorType: 'ResourceNotFoundException',
  })
}

const failThrottled = (functionKey: string): never => {
  throw new InvocationError('FUNCTION_THROTTLED', functionKey, 'Rate Exceeded.', {
    errorType: 'TooManyRequestsException',
  })
}

const loadAll = async (sandboxes: Sandbox[]): Promise<void> => {
  const results = await Promise.allSettled(sandboxes.map((sandbox) => sandbox.load()))
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
  if (errors.length === 0) return
  const messages = errors.map(({ message }) => message).join('; ')
  throw new AggregateError(errors, `${errors.length} function(s) could not be loaded: ${messages}`)
}

/** Runs one asynchronous invocation and its retries. Never rejects: the last error is logged. */
const runWithRetries = async (
  sandbox: Omit<Sandbox, 'load'>,
  payload: string,
  { pause, begin }: { pause: (failures: number) => Promise<unknown>; begin: () => unknown },
): Promise<void> => {
  const { key, maximumRetryAttempts } = sandbox.declaration
  const requestId = randomUUID()
  await nextTurn()
  for (let failures = 0; ; failures++) {
    while (sandbox.isFull()) await sandbox.waitForCapacity()
    if (failures === 0) begin()
    try {
      await sandbox.run(payload, requestId)
      return
    } catch (error) {
      if (failures >= maximumRetryAttempts) {
        log('error', 'Asynchronous invocation abandoned', { function: key, attempts: failures + 1, error })
        return
      }
      log('warn', 'Asynchronous invocation failed, it will be retried', { function: key, error })
    }
    await pause(failures)
  }
}

const withJitter = (delayMs: number): number => delayMs * (0.5 + Math.random())
