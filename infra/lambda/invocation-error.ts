export type InvocationErrorCode =
  | 'FUNCTION_FAILED'
  | 'FUNCTION_TIMED_OUT'
  | 'FUNCTION_THROTTLED'
  | 'FUNCTION_NOT_FOUND'
  | 'FUNCTION_UNREACHABLE'
  | 'PAYLOAD_TOO_LARGE'

/** The name that Lambda gives to the error of a result that is too large. */
export const responseTooLarge = 'Function.ResponseSizeTooLarge'

type Details = ErrorOptions & { errorType?: string | undefined; trace?: readonly string[] | undefined }

/**
 * A function could not be invoked or did not return. Refusals are answers and never cause this error. After
 * FUNCTION_TIMED_OUT and FUNCTION_UNREACHABLE the outcome is unknown, so only an idempotent invocation may be
 * repeated.
 */
export class InvocationError extends Error {
  readonly code: InvocationErrorCode
  readonly functionKey: string
  readonly retryable: boolean
  /** The name of the error inside the function, as Lambda reports it. */
  readonly errorType: string | undefined
  readonly trace: readonly string[]

  constructor(
    code: InvocationErrorCode,
    functionKey: string,
    message: string,
    { errorType, trace, ...options }: Details = {},
  ) {
    super(`${functionKey}: ${message}`, options)
    this.name = 'InvocationError'
    this.code = code
    this.functionKey = functionKey
    this.errorType = errorType
    this.trace = trace ?? []
    this.retryable =
      code === 'FUNCTION_TIMED_OUT' || code === 'FUNCTION_THROTTLED' || code === 'FUNCTION_UNREACHABLE'
  }
}

/** What Lambda returns of a function that failed, timed out or returned too much. */
export type FunctionError = {
  errorType?: string | undefined
  errorMessage?: string | undefined
  trace?: readonly string[] | undefined
}

/** Returns the error of an invocation that Lambda ended with a function error. */
export const functionFailed = (
  functionKey: string,
  { errorType, errorMessage = 'failed', trace }: FunctionError,
): InvocationError =>
  new InvocationError(codeOf(errorType, errorMessage), functionKey, errorMessage, { errorType, trace })

const codeOf = (errorType: string | undefined, message: string): InvocationErrorCode => {
  if (errorType === responseTooLarge) return 'PAYLOAD_TOO_LARGE'
  if (errorType === 'Sandbox.Timedout' || /Task timed out after/.test(message)) return 'FUNCTION_TIMED_OUT'
  return 'FUNCTION_FAILED'
}
