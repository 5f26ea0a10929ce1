import { setTimeout as delay } from 'node:timers/promises'
import { InvocationError } from '../../lambda/invocation-error.ts'
import type { InvocationType } from '../../lambda/runtime.ts'
import { log } from '../../observability/log.ts'
import { openWork } from './open-work.ts'
import { request } from './payload.ts'
import { type Sandbox, type SandboxOptions, sandbox } from './sandbox.ts'

export type Lambda = {
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  /** Loads every function at once and rejects with an AggregateError of those that do not load. */
  warm(): Promise<void>
  /** Resolves when nothing runs any more, or after the given milliseconds; answers how many invocations were left. */
  drain(milliseconds: number): Promise<number>
}

type Options = SandboxOptions & {
  /** Milliseconds before each repeat of a failed asynchronous invocation; Lambda waits one and two minutes. */
  retryDelays?: readonly number[]
}

/**
 * Plays Lambda: only JSON goes in and out, each function sees its own environment, and an error inside a function is an
 * InvocationError outside. Unlike there, a function that has timed out cannot be killed; its answer is dropped.
 */
export const playLambda = (options: Options): Lambda => {
  const { manifest, retryDelays = [1000, 2000] } = options
  const sandboxes = new Map(
    [...manifest.functions].map(([key, declaration]) => [key, sandbox(declaration, options)]),
  )
  const work = openWork()
  const draining = new AbortController()
  const pause = (failures: number): Promise<unknown> =>
    delay(jittered(retryDelays[failures] ?? retryDelays.at(-1) ?? 0), undefined, {
      signal: draining.signal,
    }).catch(() => {})

  return {
    async invoke(functionKey, payload, type) {
      const called = sandboxes.get(functionKey) ?? unknown(functionKey)
      const text = request(functionKey, payload, type)
      if (type === 'Event') {
        void work.tracked(repeatedly(called, text, pause))
        return undefined
      }
      if (called.isFull())
        throw new InvocationError('FUNCTION_THROTTLED', functionKey, 'Rate Exceeded.', {
          errorType: 'TooManyRequestsException',
        })
      return JSON.parse(await work.tracked(called.run(text)))
    },
    warm: () => allLoaded([...sandboxes.values()]),
    drain(milliseconds) {
      draining.abort()
      return work.ended(milliseconds)
    },
  }
}

const unknown = (functionKey: string): never => {
  const errorType = 'ResourceNotFoundException'
  throw new InvocationError('FUNCTION_NOT_FOUND', functionKey, 'no function of this key is in the manifest', {
    errorType,
  })
}

const allLoaded = async (sandboxes: Sandbox[]): Promise<void> => {
  const results = await Promise.allSettled(sandboxes.map(({ loaded }) => loaded()))
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
  if (errors.length === 0) return
  throw new AggregateError(
    errors,
    `${errors.length} function(s) do not load: ${errors.map(({ message }) => message).join('; ')}`,
  )
}

/** One asynchronous invocation with its repeats. */
const repeatedly = async (
  called: Sandbox,
  text: string,
  pause: (failures: number) => Promise<unknown>,
): Promise<void> => {
  const { key, maximumRetryAttempts } = called.declaration
  for (let failures = 0; ; failures++) {
    while (called.isFull()) await called.freed()
    try {
      await called.run(text)
      return
    } catch (error) {
      if (failures >= maximumRetryAttempts) {
        log('error', 'Asynchronous invocation abandoned', { function: key, attempts: failures + 1, error })
        return
      }
      log('warn', 'Asynchronous invocation failed, it will be repeated', { function: key, error })
    }
    await pause(failures)
  }
}

const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random())
