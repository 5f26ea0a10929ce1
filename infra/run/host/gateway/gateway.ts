import { randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { Readable } from 'node:stream'
import { combinedValue, correlationHeader, headerValues, safeCorrelationId } from '../../../http/headers.ts'
import { withLogFields } from '../../../observability/log.ts'
import { count, observe, secondsSince } from '../../../observability/metrics.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import type { HostMetrics } from '../metrics/start.ts'
import type { TenantLimits } from '../tenant-limits/tenant-limits.ts'
import { limitConnections } from './connections.ts'
import type { Exchange } from './exchange.ts'
import { gatewayResponses, type HttpResponse } from './gateway-response.ts'
import { defaultLimits, type GatewayLimits } from './limits.ts'
import { respondToMalformed } from './malformed-request.ts'
import { headerPairs } from './proxy-event.ts'
import { discardBody, endsSoon, expectsContinue } from './request-body.ts'
import { createResponder } from './respond.ts'
import { sendStream } from './send-stream.ts'
import { limitUnreadResponses } from './unread-responses.ts'

type Options = {
  manifest: Manifest
  lambda: Pick<Lambda, 'invoke' | 'invokeWithResponseStream'>
  limits?: Partial<GatewayLimits> | undefined
  tenantLimits: Pick<TenantLimits, 'decide' | 'decideByAddress'>
  metrics?: Pick<HostMetrics, 'takes' | 'respond'> | undefined
}

/**
 * Creates the server that emulates an API Gateway REST API with Lambda proxy integrations. Every request gets
 * one response, whatever its function does.
 */
export const createGateway = (options: Options): Server => {
  const { manifest, lambda, tenantLimits, metrics } = options
  const limits = { ...defaultLimits, ...options.limits }
  const server = createServer(serverOptions(limits))
  const { isRefused, waitForClient } = limitConnections(server, limits)
  const watchUntilRead = limitUnreadResponses(limits)
  const { respond, respondToFailure } = createResponder({ manifest, lambda, limits, tenantLimits, isRefused })

  const serve = async (exchange: Exchange): Promise<void> => {
    const { request, response } = exchange
    const startedMs = performance.now()
    const result = await respond(exchange)
    record(exchange, result.status, startedMs)
    // A client that is refused often, because it sends too much, can then keep its connection.
    if (!request.complete && !isRefused(request.socket) && endsSoon(request))
      await discardBody(request, limits.discardTimeoutMs)
    // The connection is not reused while the host stops, while the rest of a body still arrives, or when it
    // is one too many.
    if (!server.listening || !request.complete || isRefused(request.socket)) response.shouldKeepAlive = false
    const { body } = writeHeadOf(exchange, result, respondToFailure)
    const waitUntilRead = (bytes: number): void => {
      waitForClient(request)
      watchUntilRead(response, bytes)
    }
    if (body instanceof Readable) return sendStream(exchange, body, waitUntilRead)
    waitUntilRead(Buffer.byteLength(body))
    await writeBody(exchange, body, limits.discardTimeoutMs)
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    if (metrics?.takes(request)) {
      waitForClient(request)
      return metrics.respond(request, response)
    }
    const correlationId = receivedCorrelationId(request) ?? randomUUID()
    withLogFields({ correlationId }, () => void serve({ request, response, correlationId, labels: {} }))
  }
  server.on('request', listener).on('checkContinue', listener)
  // HTTP lets a server ignore an expectation that it does not know. Node would send a 417 without a body.
  server.on('checkExpectation', listener)
  respondToMalformed(server, gatewayResponses(manifest))
  return server
}

const serverOptions = ({ headersTimeoutMs, requestTimeoutMs }: GatewayLimits): ServerOptions => ({
  keepAliveTimeout: 65_000,
  headersTimeout: headersTimeoutMs,
  // No route depends on the host. Node would send a 400 without a body.
  requireHostHeader: false,
  requestTimeout: requestTimeoutMs,
  // How often Node looks for requests that are too slow.
  connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs),
})

const receivedCorrelationId = ({ rawHeaders }: IncomingMessage): string | undefined =>
  safeCorrelationId(combinedValue(headerValues({ pairs: headerPairs(rawHeaders) }), correlationHeader))

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts a request before its response is sent, so that whoever has the response finds it counted. */
const record = ({ request, labels }: Exchange, status: number, startedMs: number): void => {
  const { route = 'unknown', tenant } = labels
  const method = methods.has(request.method ?? '') ? (request.method ?? '') : 'other'
  count('http_requests_total', { method, route, status: String(status), tenant })
  observe('http_request_duration_seconds', { route }, secondsSince(startedMs))
}

type RespondToFailure = (exchange: Exchange, error: unknown) => HttpResponse

/** Writes the head of a response, or of another one when HTTP does not allow it, and returns which. */
const writeHeadOf = (
  exchange: Exchange,
  result: HttpResponse,
  respondToFailure: RespondToFailure,
): HttpResponse => {
  try {
    writeHead(exchange, result)
    return result
  } catch (error) {
    if (result.body instanceof Readable) result.body.destroy()
    const failure = respondToFailure(exchange, error)
    writeHead(exchange, failure)
    return failure
  }
}

/** Throws before it sends anything when HTTP does not allow the name or value of a header. */
const writeHead = ({ response, correlationId }: Exchange, { status, headers }: HttpResponse): void => {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = status
  response.setHeader(correlationHeader, correlationId)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

/** Writes the body. A connection on which the body of the request still arrives is closed only after it. */
const writeBody = async (
  { request, response }: Exchange,
  body: Buffer | string,
  discardTimeoutMs: number,
): Promise<void> => {
  if (!request.complete && !expectsContinue(request)) {
    response.setHeader('Content-Length', Buffer.byteLength(body))
    response.write(body)
    await discardBody(request, discardTimeoutMs)
    response.end()
  } else response.end(body)
}
