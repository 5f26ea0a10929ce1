import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { log, withLogFields } from '../../observability/log.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import { authorization } from './authorize.ts'
import { readBody } from './body.ts'
import { correlationHeader, correlationId } from './correlation.ts'
import { preflight, withOrigin } from './cors.ts'
import { gatewayResponses, type HttpAnswer, type Kind } from './gateway-response.ts'
import { proxyEvent } from './proxy-event.ts'
import { router, type Target } from './routes.ts'

const integrationTimeout = 29_000

type Options = { manifest: Manifest; lambda: Pick<Lambda, 'invoke'>; timeoutMilliseconds?: number }

/** Plays an API Gateway REST API with Lambda proxy integrations: one answer a request, whatever the functions do. */
export const playGateway = ({ manifest, lambda, timeoutMilliseconds = integrationTimeout }: Options): Server => {
  const routeOf = router(manifest)
  const authorize = authorization(lambda, manifest)
  const own = gatewayResponses(manifest)

  const answer = async (request: IncomingMessage, id: string): Promise<HttpAnswer> => {
    const origin = request.headers.origin
    const url = new URL(request.url ?? '/', 'http://gateway')
    const match = routeOf(url.pathname)
    const target = match?.byMethod.get(request.method ?? '') ?? match?.byMethod.get('ANY')
    const refuse = (kind: Kind) => withOrigin(own(kind, id), target?.route.cors, origin)
    if (match && !target && request.method === 'OPTIONS') return preflight(match, origin) ?? refuse('MISSING_AUTHENTICATION_TOKEN')
    if (!match || !target) return refuse('MISSING_AUTHENTICATION_TOKEN')
    const body = await readBody(request)
    if (!body) return refuse('REQUEST_TOO_LARGE')
    const event = proxyEvent({ request, url, body, match, correlationId: id }, manifest)
    const denial = await authorized(target, event)
    return denial ? refuse(denial) : await integration(target, event, refuse)
  }

  const authorized = async ({ route }: Target, event: APIGatewayProxyEvent): Promise<Kind | undefined> => {
    if (!route.authorizer) return undefined
    const verdict = await authorize(route.authorizer, event)
    if (!verdict.allowed) return verdict.denial
    event.requestContext.authorizer = verdict.context
    return undefined
  }

  const integration = async (
    { functionKey }: Target,
    event: APIGatewayProxyEvent,
    refuse: (kind: Kind) => HttpAnswer,
  ): Promise<HttpAnswer> => {
    try {
      const result = await within(timeoutMilliseconds, lambda.invoke(functionKey, event, 'RequestResponse'))
      if (result === late) return refuse('INTEGRATION_TIMEOUT')
      return httpAnswer(result) ?? malformed(functionKey, refuse)
    } catch (error) {
      log('error', 'The function behind a route failed', { function: functionKey, error })
      const tooLarge = error instanceof InvocationError && error.errorType === 'RequestTooLargeException'
      return refuse(tooLarge ? 'REQUEST_TOO_LARGE' : 'DEFAULT_5XX')
    }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse, id: string): Promise<void> => {
    // While stopping, and when the rest of a refused body is still to come, the connection must not carry another request.
    const result = await answer(request, id).catch((error: unknown) => failed(error, own, id))
    if (!server.listening || !request.complete) response.shouldKeepAlive = false
    try {
      write(response, result, id)
    } catch (error) {
      write(response, failed(error, own, id), id)
    }
  }

  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (request, response) => {
    const id = correlationId(request.headers[correlationHeader.toLowerCase()]?.toString())
    withLogFields({ correlationId: id }, () => void serve(request, response, id))
  })
  return server
}

const failed = (error: unknown, own: ReturnType<typeof gatewayResponses>, id: string): HttpAnswer => {
  if (error instanceof URIError || (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL'))
    return own('DEFAULT_4XX', id)
  log('error', 'The gateway failed', { error })
  return own('DEFAULT_5XX', id)
}

const malformed = (functionKey: string, refuse: (kind: Kind) => HttpAnswer): HttpAnswer => {
  log('error', 'Malformed Lambda proxy response: expected { statusCode, headers, body }', { function: functionKey })
  return refuse('DEFAULT_5XX')
}

const httpAnswer = (result: unknown): HttpAnswer | undefined => {
  if (result === null || typeof result !== 'object') return undefined
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = result as Partial<APIGatewayProxyResult>
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599 || (body !== undefined && body !== null && typeof body !== 'string'))
    return undefined
  const texts = Object.entries({ ...headers, ...multiValueHeaders }).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(String) : String(value),
  ])
  const content = isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '')
  return { status, headers: { 'Content-Type': 'application/json', ...Object.fromEntries(texts) }, body: content }
}

/** Throws, before anything is sent, when a header's name or value is not one that HTTP can carry. */
const write = (response: ServerResponse, { status, headers, body }: HttpAnswer, id: string): void => {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = status
  response.setHeader(correlationHeader, id)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body)
}

const late = Symbol('late')

const within = async <T>(milliseconds: number, work: Promise<T>): Promise<T | typeof late> => {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, milliseconds, late)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
