import { log } from '../observability/log.ts'
import type { Answer } from './envelope.ts'
import { failed } from './failure.ts'

/** Whether a function changes something. After a timeout of a change its outcome is unknown. */
export type Effect = 'changes' | 'reads'

/** Enough for the answer to reach the caller before Lambda stops the function. */
const earlyMs = 500

const messages: Readonly<Record<Effect, string>> = {
  changes:
    'The command did not end in time, so it is unknown whether it took effect; ' +
    'send it again with the same idempotency key',
  reads: 'The query did not end in time; try again',
}

/**
 * Options of a chain whose function answers STORE_UNAVAILABLE shortly before its time is over. The default of
 * Middy throws an error, which the caller takes for a defect.
 */
export const timeLimit = (effect: Effect) => ({
  timeoutEarlyInMillis: earlyMs,
  timeoutEarlyResponse: (): Answer<never> => {
    log('warn', messages[effect])
    return failed({ code: 'STORE_UNAVAILABLE', message: messages[effect], retryable: true })
  },
})
