import type { Context } from 'aws-lambda'
import { withRemainingTime } from '../process/time-left.ts'

/**
 * What `invoke` adds to the payload of a synchronous invocation. `answerBy` is when its caller gives up, in
 * ms since 1970: a duration would not include a cold start. Clocks on AWS differ by less than a millisecond.
 */
export type Awaited = { answerBy?: number | undefined }

type Timed = Partial<Pick<Context, 'getRemainingTimeInMillis'>>

/**
 * Runs the work of an invocation with the limit of its time: it ends when Lambda stops the function, or
 * before that when its caller gives up. The work gets a context with this remaining time. Without the clock
 * of a context there is no limit.
 */
export const limitTime = <Own extends Timed | undefined, Result>(
  payload: unknown,
  context: Own,
  work: (context: Own) => Result,
): Result => {
  const remainingMs = context?.getRemainingTimeInMillis
  if (remainingMs === undefined) return work(context)
  const answerBy = answerByOf(payload)
  const getRemainingTimeInMillis = () => Math.min(remainingMs(), answerBy - Date.now())
  return withRemainingTime(getRemainingTimeInMillis, () => work({ ...context, getRemainingTimeInMillis }))
}

const answerByOf = (payload: unknown): number => {
  const answerBy = (payload as Awaited | null | undefined)?.answerBy
  return typeof answerBy === 'number' ? answerBy : Number.POSITIVE_INFINITY
}
