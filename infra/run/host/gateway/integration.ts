import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { InvocationError } from '../../../lambda/invocation-error.ts'
import { log } from '../../../observability/log.ts'
import { withinDeadline } from '../../../process/deadline.ts'
import type { Lambda } from '../lambda.ts'
import type { HttpResponse, Kind } from './gateway-response.ts'

/** Calls the function behind a route within the given milliseconds; what it cannot answer is a kind of gateway response. */
export const integrate = async (
  lambda: Pick<Lambda, 'invoke'>,
  functionKey: string,
  event: APIGatewayProxyEvent,
  milliseconds: number,
): Promise<HttpResponse | Kind> => {
  try {
    const answered = lambda
      .invoke(functionKey, event, 'RequestResponse')
      .then((result) => proxied(functionKey, result))
    return await withinDeadline(milliseconds, answered, () => 'INTEGRATION_TIMEOUT' as const)
  } catch (error) {
    log('error', 'The function behind a route failed', { function: functionKey, error })
    return error instanceof InvocationError && error.errorType === 'RequestTooLargeException'
      ? 'REQUEST_TOO_LARGE'
      : 'DEFAULT_5XX'
  }
}

const proxied = (functionKey: string, result: unknown): HttpResponse | Kind => {
  const answer = httpResponse(result)
  if (!answer)
    log('error', 'Malformed Lambda proxy response: expected { statusCode, headers, body }', {
      function: functionKey,
    })
  return answer ?? 'DEFAULT_5XX'
}

const httpResponse = (result: unknown): HttpResponse | undefined => {
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
