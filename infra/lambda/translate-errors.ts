import type { MiddlewareObj } from '@middy/core'
import { log } from '../observability/log.ts'
import { recordError } from '../observability/trace.ts'
import { errorCode } from '../process/error-code.ts'
import type { Answer, Envelope } from './envelope.ts'
import { type Failure, failed, unexpectedFailure } from './failure.ts'
import { InvocationError } from './invocation-error.ts'

/** Turns every error that a function throws into its answer. */
export const translateErrors = (): MiddlewareObj<Envelope, Answer> => ({
  onError: async (request) => {
    request.response = answerTo(request.error, request.event)
  },
})

/**
 * Returns the answer for a thrown error. An error that the caller can act on keeps its code. Any other error
 * is a defect: it is logged with its stack, and the caller gets only the correlation id.
 */
export const answerTo = (
  error: unknown,
  { field, context }: Pick<Envelope, 'field' | 'context'>,
): ReturnType<typeof failed> => {
  recordError(error)
  const failure = failureOf(error)
  const logged = { error, field }
  if (failure && !needsRepair(failure)) log('warn', failure.message, logged)
  else {
    const stack = error instanceof Error ? error.stack : undefined
    log('error', failure?.message ?? 'Unexpected error', { ...logged, stack })
  }
  return failed(failure ?? unexpectedFailure(context?.correlationId))
}

const storeUnavailable = {
  code: 'STORE_UNAVAILABLE',
  message: 'A store is not available now; try again',
  retryable: true,
}
const undecodable = 'This version of the service cannot read an event of this stream'

/** By the code of the thrown error. */
const failuresByCode: Readonly<Record<string, Failure>> = {
  STORE_UNAVAILABLE: storeUnavailable,
  CLOCK_DISAGREES: {
    code: 'CLOCK_DISAGREES',
    message:
      'The clocks of this service and its event store disagree, so nothing was issued; try again later',
    retryable: true,
  },
  INPUT_TOO_LARGE: {
    code: 'INPUT_TOO_LARGE',
    message: 'The events of this command exceed 1 MB: use fewer lines or shorter texts',
  },
  EVENT_TYPE_UNKNOWN: { code: 'EVENT_TYPE_UNKNOWN', message: undecodable },
  EVENT_VERSION_UNKNOWN: { code: 'EVENT_VERSION_UNKNOWN', message: undecodable },
  EVENT_DATA_INVALID: { code: 'EVENT_DATA_INVALID', message: undecodable },
  STREAM_DAMAGED: {
    code: 'STREAM_DAMAGED',
    message: 'The stored events contradict each other, so nothing can be decided or read from them',
  },
}

/** Neither the caller nor a later attempt can change these. */
const needsRepair = ({ code }: Failure): boolean => code.startsWith('EVENT_') || code === 'STREAM_DAMAGED'

/** An invoked function passes on only the name of its error, so its store errors are known by name. */
const storeErrorNames: readonly unknown[] = ['EventStoreUnavailable', 'StoreUnavailable']

const failureOf = (error: unknown): Failure | undefined => {
  if (!(error instanceof Error)) return undefined
  if (error instanceof InvocationError)
    return error.retryable || storeErrorNames.includes(error.errorType) ? storeUnavailable : undefined
  const code = errorCode(error)
  return code !== undefined && Object.hasOwn(failuresByCode, code) ? failuresByCode[code] : undefined
}
