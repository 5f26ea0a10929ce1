import type { Answer, AnswerError } from './envelope.ts'

export type Failure = Omit<AnswerError, 'retryable'> & { retryable?: boolean }

/** A refusal or a fault as an answer; not worth repeating unless it says so. */
export const failed = ({ retryable = false, ...error }: Failure): Extract<Answer<never>, { ok: false }> => ({
  ok: false,
  error: { ...error, retryable },
})
