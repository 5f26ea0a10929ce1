import type { MiddlewareObj } from '@middy/core'
import { log } from '../observability/log.ts'
import { errorCode } from '../process/error-code.ts'
import type { Answer, Envelope } from './envelope.ts'
import { type Failure, failed } from './failure.ts'
import { InvocationError } from './invocation-error.ts'

/**
 * What was thrown becomes an answer: what the caller can do something about, or should know, has a code of its own; anything
 * else is a defect, which is logged whole and shown to the caller as nothing but its correlation id.
 */
export const translateErrors = (): MiddlewareObj<Envelope, Answer> => ({
  onError: async (request) => {
    const { error, event } = request
    const failure = known(error)
    const context = { error, field: event.field }
    if (failure && !needsMending(failure)) log('warn', failure.message, context)
    else log('error', failure?.message ?? 'Unexpected error', { ...context, stack: error?.stack })
    request.response = failed(failure ?? unexpected(event))
  },
})

const unexpected = ({ context }: Envelope): Failure => ({
  code: 'INTERNAL_SERVER_ERROR',
  message: `Something went wrong here; it is logged under ${context?.correlationId}`,
})

const storeUnavailable = {
  code: 'STORE_UNAVAILABLE',
  message: 'A store is not reachable now; try again',
  retryable: true,
}
const undecodable =
  'A stored event cannot be read by this version of the service, so nothing is concluded from its stream'

/** By the code of what was thrown. */
const failures: Readonly<Record<string, Failure>> = {
  STORE_UNAVAILABLE: storeUnavailable,
  CLOCK_DISAGREES: {
    code: 'CLOCK_DISAGREES',
    message:
      'A clock here is wrong, so no legal time can be given now and nothing was issued; try again later',
    retryable: true,
  },
  INPUT_TOO_LARGE: {
    code: 'INPUT_TOO_LARGE',
    message: 'This is more than one event may hold (1 MB): use fewer lines or shorter texts',
  },
  EVENT_TYPE_UNKNOWN: { code: 'EVENT_TYPE_UNKNOWN', message: undecodable },
  EVENT_VERSION_UNKNOWN: { code: 'EVENT_VERSION_UNKNOWN', message: undecodable },
  EVENT_DATA_INVALID: { code: 'EVENT_DATA_INVALID', message: undecodable },
}

/** What neither time nor the caller can change. */
const needsMending = ({ code }: Failure): boolean => code.startsWith('EVENT_')

/** Errors whose names say the same, when they come from a function that was invoked: only the name comes over. */
const storeErrors: readonly unknown[] = ['EventStoreUnavailable', 'StoreUnavailable']

const known = (error: unknown): Failure | undefined => {
  if (!(error instanceof Error)) return undefined
  if (error instanceof InvocationError)
    return error.retryable || storeErrors.includes(error.errorType) ? storeUnavailable : undefined
  const code = errorCode(error)
  return code !== undefined && Object.hasOwn(failures, code) ? failures[code] : undefined
}
