import { InvocationError, responseTooLarge } from './invocation-error.ts'
import type { InvocationType } from './runtime.ts'

/**
 * The maximum size, in bytes of JSON, of the payload of a synchronous invocation and of its result, and of
 * the payload of an asynchronous one, which was 256 kB until October 2025. Source: the Invoke operation in
 * the API reference of Lambda, https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.
 */
export const synchronousLimitBytes = 6 * 1024 * 1024
const asynchronousLimitBytes = 1024 * 1024

/**
 * The maximum size of a response that a function streams: Lambda ends a longer one in the middle. Source:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html.
 */
export const streamedLimitBytes = 200_000_000

/** The name that Lambda gives to this error. */
const requestTooLarge = 'RequestTooLargeException'

/**
 * Returns the payload of an invocation as JSON text.
 * @throws PAYLOAD_TOO_LARGE when the text exceeds the limit of the invocation type
 */
export const encodePayload = (functionKey: string, payload: unknown, type: InvocationType): string => {
  const text = JSON.stringify(payload) ?? '{}'
  const limitBytes = type === 'Event' ? asynchronousLimitBytes : synchronousLimitBytes
  const bytes = Buffer.byteLength(text)
  if (bytes <= limitBytes) return text
  const excess = `${bytes} byte payload is too large for the ${type} invocation type`
  const message = `${excess} (limit ${limitBytes} bytes)`
  throw new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, {
    errorType: requestTooLarge,
  })
}

/**
 * Returns what a function returned as JSON text.
 * @throws PAYLOAD_TOO_LARGE when the text exceeds the limit of a synchronous invocation
 */
export const encodeResult = (functionKey: string, result: unknown): string => {
  const text = JSON.stringify(result) ?? 'null'
  if (Buffer.byteLength(text) <= synchronousLimitBytes) return text
  const limit = `maximum allowed payload size (${synchronousLimitBytes} bytes)`
  const message = `Response payload size exceeded ${limit}.`
  throw new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, {
    errorType: responseTooLarge,
  })
}
