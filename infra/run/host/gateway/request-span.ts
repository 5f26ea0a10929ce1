import { SpanKind } from '@opentelemetry/api'
import { inSpan } from '../../../observability/trace.ts'
import type { Exchange } from './exchange.ts'
import type { HttpResponse, ResponseType } from './gateway-response.ts'
import type { Target } from './routes.ts'

/**
 * Runs `respond` in the span of a request, which continues the trace of the client. Routes without an
 * authorizer have none: they are for probes, which would fill the traces.
 */
export const inRequestSpan = (
  { request: { method = '', headers } }: Exchange,
  { route }: Target,
  respond: () => Promise<HttpResponse | ResponseType>,
): Promise<HttpResponse | ResponseType> => {
  if (!route.authorizer) return respond()
  const attributes = { 'http.request.method': method, 'http.route': route.path }
  const traceparent = typeof headers.traceparent === 'string' ? headers.traceparent : undefined
  const options = { attributes, traceparent, kind: SpanKind.SERVER }
  return inSpan(`${method} ${route.path}`, options, async (span) => {
    const response = await respond()
    const status = typeof response === 'string' ? { 'error.type': response } : responseStatus(response)
    span.setAttributes(status)
    return response
  })
}

const responseStatus = ({ status }: HttpResponse) => ({ 'http.response.status_code': status })
