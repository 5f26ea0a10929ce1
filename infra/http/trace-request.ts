import type { APIGatewayProxyEvent } from 'aws-lambda'
import { withLogFields } from '../observability/log.ts'
import { traceInvocation } from '../observability/trace.ts'
import { correlationId } from './headers.ts'
import { tenantOf } from './request.ts'

/**
 * Responds to a request of a tenant in a span of its own, with the ids of the request in all lines of the
 * log. The names of the headers are in lower case.
 */
export const traceRequest = <Response extends { statusCode: number }>(
  operation: string,
  event: APIGatewayProxyEvent,
  respond: () => Promise<Response>,
): Promise<Response> => {
  const fields = { correlationId: correlationId(event), tenantId: tenantOf(event) }
  const attributes = { 'finance.tenant': fields.tenantId, 'finance.correlation_id': fields.correlationId }
  const { traceparent } = event.headers
  return withLogFields(fields, () =>
    traceInvocation(operation, { attributes, traceparent }, async (span) => {
      const response = await respond()
      span.setAttribute('http.response.status_code', response.statusCode)
      return response
    }),
  )
}
