import { InvocationError } from '../../lambda/invocation-error.ts'
import type { InvocationType } from '../../lambda/runtime.ts'

/** Bytes of the JSON that a synchronous invocation takes, and of its answer. */
export const synchronousLimit = 6 * 1024 * 1024
const asynchronousLimit = 1024 * 1024

/** The payload as the text that travels. Throws PAYLOAD_TOO_LARGE. */
export const request = (functionKey: string, payload: unknown, type: InvocationType): string => {
  const text = JSON.stringify(payload) ?? '{}'
  const limit = type === 'Event' ? asynchronousLimit : synchronousLimit
  const size = Buffer.byteLength(text)
  if (size <= limit) return text
  const message = `${size} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`
  throw new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, {
    errorType: 'RequestTooLargeException',
  })
}

/** The answer as the text that travels. Throws PAYLOAD_TOO_LARGE. */
export const response = (functionKey: string, answer: unknown): string => {
  const text = JSON.stringify(answer) ?? 'null'
  if (Buffer.byteLength(text) <= synchronousLimit) return text
  const message = `Response payload size exceeded maximum allowed payload size (${synchronousLimit} bytes).`
  throw new InvocationError('PAYLOAD_TOO_LARGE', functionKey, message, {
    errorType: 'Function.ResponseSizeTooLarge',
  })
}
