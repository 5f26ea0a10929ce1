import type { Answer, AnswerError } from './envelope.ts'

export type Failure = Omit<AnswerError, 'retryable'> & { retryable?: boolean }

/** Things that one answer says are wrong with an input: of 500 lines each may be wrong, and the first tell what is meant. */
export const problemsMax = 50

/** A refusal or a fault as an answer; not worth repeating unless it says so. */
export const failed = ({ retryable = false, ...error }: Failure): Extract<Answer<never>, { ok: false }> => ({
  ok: false,
  error: { ...error, retryable },
})
