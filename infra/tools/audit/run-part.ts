import { setTimeout as pause } from 'node:timers/promises'
import { InvocationError } from '../../lambda/invocation-error.ts'
import type { Invoke } from '../functions/open-functions.ts'
import type { Part } from './total.ts'

/** Where to go on: the cursor of the part before, undefined at the beginning. */
type Request = { tenant: string | undefined; cursor: unknown }
type Options = { progress(line: string): void; pausesMs?: readonly number[] }

/** A database that fails over is back within this time. */
const failoverMs = [1_000, 5_000, 20_000, 60_000]

/**
 * Runs a part of an audit. While the database is not available it tries again: a part that has failed counts
 * nothing. The first part fails at once, because the database may never have been there.
 * @throws InvocationError when the part fails for another reason, or still fails after the last pause
 */
export const runPart = async (
  invoke: Invoke,
  request: Request,
  { progress, pausesMs = failoverMs }: Options,
): Promise<Part> => {
  const pauses = request.cursor === undefined ? [] : [...pausesMs]
  for (;;) {
    try {
      return (await invoke('audit', request)) as Part
    } catch (error) {
      const pauseMs = isUnavailable(error) ? pauses.shift() : undefined
      if (pauseMs === undefined) throw error
      progress(`PostgreSQL is not available: trying again in ${pauseMs / 1_000} s`)
      await pause(pauseMs)
    }
  }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof InvocationError && error.errorType === 'StoreUnavailable'
