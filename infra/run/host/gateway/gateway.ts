import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { correlationHeader, safeCorrelationId } from '../../../observability/correlation-id.ts'
import { log, withLogFields } from '../../../observability/log.ts'
import { errorCode } from '../../../process/error-code.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import { synchronousLimitBytes } from '../payload.ts'
import { createAuthorization } from './authorize.ts'
import { preflight, withOrigin } from './cors.ts'
import { gatewayResponses, type HttpResponse, type ResponseType } from './gateway-response.ts'
import { invokeIntegration } from './integration.ts'
import { type Incoming, proxyEvent } from './proxy-event.ts'
import { createRouter, type Target } from './routes.ts'

type Options = { manifest: Manifest; lambda: Pick<Lambda, 'invoke'> }

/**
 * Creates the server that emulates an API Gateway REST API with Lambda proxy integrations. Every request gets
 * one response, whatever its function does.
 */
export const createGateway = ({ manifest, lambda }: Options): Server => {
  const ownResponse = gatewayResponses(manifest)
  const findResource = createRouter(manifest)
  const callTarget = createTargetCall({ manifest, lambda })

  const respond = async (request: IncomingMessage, correlationId: string): Promise<HttpResponse> => {
    const { method = '', headers } = request
    const url = new URL(request.url ?? '/', 'http://gateway')
    const match = findResource(url.pathname)
    const target = match?.byMethod.get(method) ?? match?.byMethod.get('ANY')
    const allowed = match && !target && method === 'OPTIONS' && preflight(match, headers.origin)
    if (allowed) return allowed
    const response =
      match && target
        ? await callTarget({ request, url, match, correlationId }, target)
        : 'MISSING_AUTHENTICATION_TOKEN'
    if (typeof response !== 'string') return response
    return withOrigin(ownResponse(response, correlationId), target?.route.cors, headers.origin)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse, id: string): Promise<void> => {
    const result = await respond(request, id).catch((error: unknown) =>
      ownResponse(reportError(error, request), id),
    )
    // The connection is not reused while the host stops, or while the rest of a body that was too large still
    // arrives.
    if (!server.listening || !request.complete) response.shouldKeepAlive = false
    try {
      write(response, result, id)
    } catch (error) {
      write(response, ownResponse(reportError(error, request), id), id)
    }
  }

  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (request, response) => {
    const header = request.headers[correlationHeader.toLowerCase()]?.toString()
    const correlationId = safeCorrelationId(header) ?? randomUUID()
    withLogFields({ correlationId }, () => void serve(request, response, correlationId))
  })
  return server
}

/** Creates the function that authorizes a request and invokes the function of its route. */
const createTargetCall = ({ manifest, lambda }: Options) => {
  const authorize = createAuthorization(lambda, manifest)

  return async (incoming: Incoming, { functionKey, route }: Target): Promise<HttpResponse | ResponseType> => {
    const body = await readBody(incoming.request)
    if (!body) return 'REQUEST_TOO_LARGE'
    const event = proxyEvent(incoming, body, manifest)
    if (route.authorizer) {
      const result = await authorize(route.authorizer, event)
      if (!result.allowed) return result.responseType
      event.requestContext.authorizer = result.context
    }
    // Decoding would replace the invalid bytes with U+FFFD, and the function would store that.
    if (!event.isBase64Encoded && !isUtf8(body)) return 'BAD_REQUEST_BODY'
    return invokeIntegration(lambda, functionKey, event)
  }
}

/**
 * Returns the whole body, or undefined when it is too large to invoke a function with, although API Gateway
 * accepts 10 MB. The rest of such a body is discarded.
 */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > synchronousLimitBytes) return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > synchronousLimitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}

/** Logs an error of the gateway and returns the type of its response. */
const reportError = (error: unknown, request: IncomingMessage): ResponseType => {
  if (error instanceof URIError || errorCode(error) === 'ERR_INVALID_URL') return 'DEFAULT_4XX'
  if (request.destroyed && !request.complete) {
    log('debug', 'The client closed the connection in the middle of its request', { error })
    return 'DEFAULT_4XX'
  }
  log('error', 'The gateway failed', { error })
  return 'DEFAULT_5XX'
}

/**
 * Writes the response. Throws before it sends anything when HTTP does not allow the name or value of a
 * header.
 */
const write = (
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
  correlationId: string,
): void => {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = status
  response.setHeader(correlationHeader, correlationId)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body)
}
