import type { Envelope } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { answerTo } from '../../../infra/lambda/translate-errors.ts'
import { timeLeftMs } from '../../../infra/process/time-left.ts'
import type { Failed } from '../errors.ts'

/** The answer of an entry that failed. `isUnknown`: it may have taken effect all the same. */
export type EntryFailed = Failed & { isUnknown?: true }

/** `effect`: whether the work appends anything. */
export type StopAtOutage = <Value>(
  work: () => Promise<Value | Failed>,
  effect?: 'reads' | 'changes',
) => Promise<Value | EntryFailed>

/**
 * No work is begun in this time at the end of an invocation. A healthy store needs a tenth of it for an
 * entry.
 */
const reserveMs = 500

/**
 * Returns a function that runs the work of an entry and turns what it throws into its answer. After the first
 * work that found a store down, and when the time is nearly over, nothing more is begun: the answer of each
 * remaining entry says so.
 */
export const stopAtOutage = (call: Pick<Envelope, 'field' | 'context'>): StopAtOutage => {
  let stopped: Failed | undefined
  return async (work, effect = 'changes') => {
    if (stopped) return notTried(stopped)
    if (timeLeftMs() < reserveMs) {
      stopped = unavailable('The time of the request was over before this entry was tried')
      return stopped
    }
    try {
      return await work()
    } catch (error) {
      const answer = answerTo(error, call)
      if (answer.error.code !== 'STORE_UNAVAILABLE') return answer
      const down = effect === 'reads' ? notBegun() : unknown()
      stopped ??= down
      return down
    }
  }
}

const notBegun = (): EntryFailed => unavailable('A store did not respond, so this entry was not tried')
const unknown = (): EntryFailed => ({
  ...unavailable('A store did not respond, so it is unknown whether this entry took effect'),
  isUnknown: true,
})

const unavailable = (reason: string): Failed =>
  failed({ code: 'STORE_UNAVAILABLE', message: `${reason}; send it again`, retryable: true })

/** The answer of an entry that had to wait for another, which failed and may succeed later. */
export const notTried = ({ error: { code } }: Failed): Failed =>
  failed({
    code,
    message: `This entry was not tried, because an earlier one ended with ${code}; send it again`,
    retryable: true,
  })
