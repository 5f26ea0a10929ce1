import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { InvocationError } from '../../../lambda/invocation-error.ts'
import { log } from '../../../observability/log.ts'
import { withinDeadline } from '../../../process/deadline.ts'
import type { Lambda } from '../lambda.ts'
import type { HttpResponse, ResponseType } from './gateway-response.ts'

/** The timeout of API Gateway. */
const integrationTimeoutMs = 29_000

/**
 * Invokes the function of a route. Returns its response, or the type of the gateway's own response when there
 * is none.
 */
export const invokeIntegration = async (
  lambda: Pick<Lambda, 'invoke'>,
  functionKey: string,
  event: APIGatewayProxyEvent,
  timeoutMs: number = integrationTimeoutMs,
): Promise<HttpResponse | ResponseType> => {
  try {
    const response = lambda
      .invoke(functionKey, event, 'RequestResponse')
      .then((result) => responseOf(functionKey, result))
    return await withinDeadline(timeoutMs, response, () => 'INTEGRATION_TIMEOUT' as const)
  } catch (error) {
    if (isRequestTooLarge(error)) return 'REQUEST_TOO_LARGE'
    log('error', 'The function of a route failed', { function: functionKey, error })
    return 'DEFAULT_5XX'
  }
}

/**
 * The client's fault, so no line of level error: a body within its limit grows in the JSON of the event when
 * it consists of characters that JSON escapes.
 */
const isRequestTooLarge = (error: unknown): boolean =>
  error instanceof InvocationError && error.errorType === 'RequestTooLargeException'

const responseOf = (functionKey: string, result: unknown): HttpResponse | ResponseType => {
  const response = httpResponse(result)
  if (response) return response
  log('error', malformedResponse, { function: functionKey })
  return 'DEFAULT_5XX'
}

export const malformedResponse = 'Malformed Lambda proxy response: expected { statusCode, headers, body }'

/** Returns the response that a function has returned; undefined when it is none. */
export const httpResponse = (result: unknown): HttpResponse | undefined => {
  if (result === null || typeof result !== 'object') return undefined
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } =
    result as Partial<APIGatewayProxyResult>
  const status = Number(statusCode)
  const isText = body === undefined || body === null || typeof body === 'string'
  if (!Number.isInteger(status) || status < 200 || status > 599 || !isText) return undefined
  const texts = Object.entries({ ...headers, ...multiValueHeaders }).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(String) : String(value),
  ])
  const content = isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '')
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...Object.fromEntries(texts) },
    body: content,
  }
}
