import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { metered } from '../../../infra/lambda/metered.ts'
import { withLogFields } from '../../../infra/observability/log.ts'
import { annotate, traceInvocation } from '../../../infra/observability/trace.ts'
import { unavailable } from './document-error.ts'
import { documentResponse, errorResponse } from './http-response.ts'
import { makeDocument } from './make-document.ts'
import { correlationId, requireReader, wantedDocument, withLowerCaseHeaders } from './request.ts'

/** Enough for the response to reach the client before Lambda stops the function. */
const timeLimit = {
  timeoutEarlyInMillis: 500,
  timeoutEarlyResponse: (): never => {
    throw unavailable()
  },
}

const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(timeLimit)
  .onError((request) => {
    request.response = errorResponse(request.event, request.error)
  })
  .handler(async (event: APIGatewayProxyEvent) => {
    const { tenantId } = requireReader(event)
    const wanted = wantedDocument(event)
    annotate({ 'finance.invoice': wanted.invoiceId })
    return documentResponse(event, await makeDocument(tenantId, wanted))
  })

const run = (received: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
  const event = withLowerCaseHeaders(received)
  const fields = { correlationId: correlationId(event), tenantId: tenantOf(event) }
  const attributes = { 'finance.tenant': fields.tenantId, 'finance.correlation_id': fields.correlationId }
  const { traceparent } = event.headers
  return withLogFields(fields, () =>
    traceInvocation('documents', { attributes, traceparent }, async (span) => {
      const response = await chain(event, context)
      span.setAttribute('http.response.status_code', response.statusCode)
      return response
    }),
  )
}

/** Undefined for a request without an authorizer. */
const tenantOf = ({ requestContext }: APIGatewayProxyEvent): string | undefined =>
  requestContext.authorizer?.tenantId

/**
 * `GET /documents/invoices/{id}` prints a tax invoice or its draft, and
 * `GET /documents/invoices/{id}/notes/{noteId}` a credit or debit note, as PDF.
 */
export const handler = metered('documents', run, (event) => ({ tenantId: tenantOf(event) ?? '' }))
