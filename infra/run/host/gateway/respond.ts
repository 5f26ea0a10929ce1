import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { isCompressed } from '../../../http/headers.ts'
import { log } from '../../../observability/log.ts'
import { currentTraceparent } from '../../../observability/trace.ts'
import { errorCode } from '../../../process/error-code.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import type { Cors } from '../manifest-schema.ts'
import type { TenantLimits } from '../tenant-limits/tenant-limits.ts'
import { createAuthorization } from './authorize.ts'
import { createOriginPolicy, preflight } from './cors.ts'
import type { Exchange } from './exchange.ts'
import { gatewayResponses, type HttpResponse, type ResponseType } from './gateway-response.ts'
import { invokeIntegration } from './integration.ts'
import type { GatewayLimits } from './limits.ts'
import { proxyEvent, withBody, withTraceparent } from './proxy-event.ts'
import { createBodyReader, isClosedByClient } from './request-body.ts'
import { inRequestSpan } from './request-span.ts'
import { createRouter, type Match, type Target } from './routes.ts'
import { streamIntegration } from './stream-integration.ts'

type Options = {
  manifest: Manifest
  lambda: Pick<Lambda, 'invoke' | 'invokeWithResponseStream'>
  limits: GatewayLimits
  tenantLimits: Pick<TenantLimits, 'decide' | 'decideByAddress'>
  /** Returns whether a connection was opened above the limit. */
  isRefused: (socket: Socket) => boolean
}

/**
 * Creates the functions that decide on the response to a request, and on the one to an error of the gateway.
 */
export const createResponder = (options: Options) => {
  const { manifest } = options
  const ownResponse = gatewayResponses(manifest)
  const withOrigin = createOriginPolicy(manifest)
  const findResource = createRouter(manifest)
  const callTarget = createTargetCall(options)

  const own = (type: ResponseType, { request, correlationId }: Exchange, cors?: Cors): HttpResponse =>
    withOrigin(ownResponse(type, correlationId), cors, request.headers.origin)

  const respondToFailure = (exchange: Exchange, error: unknown): HttpResponse =>
    own(reportError(error, exchange.request), exchange)

  const respondByRoute = async (exchange: Exchange): Promise<HttpResponse> => {
    const { method = '', headers, url: address = '/' } = exchange.request
    const url = new URL(address, 'http://gateway')
    const match = findResource(url.pathname)
    if (!match) return own('MISSING_AUTHENTICATION_TOKEN', exchange)
    exchange.labels.route = match.resource
    const target = match.byMethod.get(method) ?? match.byMethod.get('ANY')
    if (!target) {
      const allowed = method === 'OPTIONS' ? preflight(match, headers.origin) : undefined
      return allowed ?? withAllow(own('METHOD_NOT_ALLOWED', exchange), match)
    }
    const response = await inRequestSpan(exchange, target, () =>
      callTarget({ ...exchange, url, match }, target),
    )
    return typeof response === 'string' ? own(response, exchange, target.route.cors) : response
  }

  const respond = (exchange: Exchange): Promise<HttpResponse> =>
    respondByRoute(exchange).catch((error: unknown) => respondToFailure(exchange, error))

  return { respond, respondToFailure }
}

const withAllow = (response: HttpResponse, { byMethod }: Match): HttpResponse => ({
  ...response,
  headers: { ...response.headers, Allow: [...byMethod.keys()].join(', ') },
})

type RoutedExchange = Exchange & { url: URL; match: Match }

/**
 * Creates the function that authorizes a request, reads its body and invokes the function of its route. A
 * body without a valid token, or above the limit of its tenant, is never in memory. The tenant is that of the
 * token: a request without a valid one counts against nobody. Where a route needs no token, a POST counts by
 * the address of its client.
 */
const createTargetCall = ({ manifest, lambda, limits, tenantLimits, isRefused }: Options) => {
  const authorize = createAuthorization(lambda, manifest)
  const readBody = createBodyReader(limits)

  return async (
    exchange: RoutedExchange,
    { functionKey, route }: Target,
  ): Promise<HttpResponse | ResponseType> => {
    const { request, response } = exchange
    const event = withTraceparent(proxyEvent(exchange, manifest), currentTraceparent())
    if (route.authorizer) {
      if (isRefused(request.socket)) return 'THROTTLED'
      const result = await authorize(route.authorizer, event)
      if (!result.allowed) return result.responseType
      event.requestContext.authorizer = result.context
      exchange.labels.tenant = result.context.tenantId ?? ''
      const decision = await tenantLimits.decide(exchange.labels.tenant)
      if (decision !== 'ALLOWED') return decision
    } else if (request.method === 'POST') {
      const decision = tenantLimits.decideByAddress(request.socket.remoteAddress ?? '')
      if (decision !== 'ALLOWED') return decision
    }
    if (isCompressed(request.headers['content-encoding'])) return 'UNSUPPORTED_MEDIA_TYPE'
    const read = await readBody(request, response, exchange.labels.tenant)
    if (typeof read === 'string') return read
    try {
      // Decoding would replace the invalid bytes with U+FFFD, and the function would store that.
      if (!event.isBase64Encoded && !isUtf8(read.body)) return 'BAD_REQUEST_BODY'
      const integrate = route.response?.transferMode === 'STREAM' ? streamIntegration : invokeIntegration
      return await integrate(lambda, functionKey, withBody(event, read.body))
    } finally {
      read.release()
    }
  }
}

/** Logs an error of the gateway and returns the type of its response. */
const reportError = (error: unknown, request: IncomingMessage): ResponseType => {
  if (error instanceof URIError || errorCode(error) === 'ERR_INVALID_URL') return 'DEFAULT_4XX'
  if (isClosedByClient(request, error)) {
    log('debug', 'The client closed the connection in the middle of its request', { error })
    return 'DEFAULT_4XX'
  }
  log('error', 'The gateway failed', { error })
  return 'DEFAULT_5XX'
}
