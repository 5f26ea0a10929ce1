import type { Answer, AnswerError } from './envelope.ts'

export type Failure = Omit<AnswerError, 'retryable'> & { retryable?: boolean }

/**
 * Maximum number of problems in one answer. All of 500 lines may be wrong; the first few show the mistake.
 */
export const maxProblems = 50

/** The failure that a client gets for a defect. Its details are only in the log. */
export const unexpectedFailure = (correlationId: string | undefined): Failure => ({
  code: 'INTERNAL_SERVER_ERROR',
  message: `An unexpected error occurred; it is logged under correlation id ${correlationId}`,
})

/** Returns the answer for a refusal or an error. It is not retryable unless `retryable` is true. */
export const failed = ({ retryable = false, ...error }: Failure): Extract<Answer<never>, { ok: false }> => ({
  ok: false,
  error: { ...error, retryable },
})
