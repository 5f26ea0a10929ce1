import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { correlationHeader, safeCorrelationId } from '../../../observability/correlation-id.ts'
import { log, withLogFields } from '../../../observability/log.ts'
import { errorCode } from '../../../process/error-code.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import { authorization } from './authorize.ts'
import { readBody } from './body.ts'
import { preflight, withOrigin } from './cors.ts'
import { gatewayResponses, type HttpResponse, type Kind } from './gateway-response.ts'
import { integrate } from './integration.ts'
import { proxyEvent } from './proxy-event.ts'
import { type Match, router, type Target } from './routes.ts'

const integrationTimeout = 29_000

type Options = { manifest: Manifest; lambda: Pick<Lambda, 'invoke'>; timeoutMilliseconds?: number }

type Own = (kind: Kind, id: string) => HttpResponse

/** Plays an API Gateway REST API with Lambda proxy integrations: one answer a request, whatever the functions do. */
export const createGateway = (options: Options): Server => {
  const own = gatewayResponses(options.manifest)
  const answer = answering(options, own)

  const serve = async (request: IncomingMessage, response: ServerResponse, id: string): Promise<void> => {
    const result = await answer(request, id).catch((error: unknown) => failed(error, request, own, id))
    // While stopping, and when the rest of a refused body is still to come, the connection must not carry another request.
    if (!server.listening || !request.complete) response.shouldKeepAlive = false
    try {
      write(response, result, id)
    } catch (error) {
      write(response, failed(error, request, own, id), id)
    }
  }

  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (request, response) => {
    const header = request.headers[correlationHeader.toLowerCase()]?.toString()
    const id = safeCorrelationId(header) ?? randomUUID()
    withLogFields({ correlationId: id }, () => void serve(request, response, id))
  })
  return server
}

type Answering = (request: IncomingMessage, id: string) => Promise<HttpResponse>

const answering = (
  { manifest, lambda, timeoutMilliseconds = integrationTimeout }: Options,
  own: Own,
): Answering => {
  const routeOf = router(manifest)
  const authorize = authorization(lambda, manifest)

  const targeted = async (
    request: IncomingMessage,
    match: Match,
    { functionKey, route }: Target,
    id: string,
  ): Promise<HttpResponse | Kind> => {
    const body = await readBody(request)
    if (!body) return 'REQUEST_TOO_LARGE'
    const event = proxyEvent({ request, url: urlOf(request), body, match, correlationId: id }, manifest)
    const verdict = route.authorizer && (await authorize(route.authorizer, event))
    if (verdict && !verdict.allowed) return verdict.denial
    if (verdict) event.requestContext.authorizer = verdict.context
    // Decoding would put U+FFFD for what it cannot read, and that would be stored.
    if (!event.isBase64Encoded && !isUtf8(body)) return 'BAD_REQUEST_BODY'
    return integrate(lambda, functionKey, event, timeoutMilliseconds)
  }

  return async (request, id) => {
    const origin = request.headers.origin
    const match = routeOf(urlOf(request).pathname)
    const target = match?.byMethod.get(request.method ?? '') ?? match?.byMethod.get('ANY')
    if (match && !target && request.method === 'OPTIONS') {
      const allowed = preflight(match, origin)
      if (allowed) return allowed
    }
    const answer =
      match && target ? await targeted(request, match, target, id) : 'MISSING_AUTHENTICATION_TOKEN'
    return typeof answer === 'string' ? withOrigin(own(answer, id), target?.route.cors, origin) : answer
  }
}

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://gateway')

const failed = (error: unknown, request: IncomingMessage, own: Own, id: string): HttpResponse => {
  if (error instanceof URIError || errorCode(error) === 'ERR_INVALID_URL') return own('DEFAULT_4XX', id)
  if (request.destroyed && !request.complete) {
    log('debug', 'The client closed the connection in the middle of its request', { error })
    return own('DEFAULT_4XX', id)
  }
  log('error', 'The gateway failed', { error })
  return own('DEFAULT_5XX', id)
}

/** Throws, before anything is sent, when a header's name or value is not one that HTTP can carry. */
const write = (response: ServerResponse, { status, headers, body }: HttpResponse, id: string): void => {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = status
  response.setHeader(correlationHeader, id)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body)
}
