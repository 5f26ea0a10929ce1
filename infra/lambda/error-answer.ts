import type { MiddlewareObj } from '@middy/core'
import { log } from '../observability/log.ts'
import type { Answer, Envelope } from './envelope.ts'
import { failed } from './failure.ts'

/**
 * What was thrown becomes an answer: a store that is down says so and is worth a repetition; anything else is a defect, which
 * is logged whole and shown to the caller as nothing but its correlation id.
 */
export const answeringErrors = (): MiddlewareObj<Envelope, Answer> => ({
  onError: async (request) => {
    const { error, event } = request
    if (hasCode(error, 'STORE_UNAVAILABLE')) {
      log('warn', 'A store did not answer', { error, field: event.field })
      request.response = failed({ code: 'STORE_UNAVAILABLE', message: 'A store is not reachable now; try again', retryable: true })
      return
    }
    log('error', 'Unexpected error', { error, stack: error?.stack, field: event.field })
    request.response = failed({
      code: 'INTERNAL_SERVER_ERROR',
      message: `Something went wrong here; it is logged under ${event.context?.correlationId}`,
    })
  },
})

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
