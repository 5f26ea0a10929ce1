import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { errorResponse } from '../../../infra/http/error-response.ts'
import { withLowerCaseHeaders } from '../../../infra/http/headers.ts'
import { tookTooLong } from '../../../infra/http/http-error.ts'
import { requireCaller, tenantOf } from '../../../infra/http/request.ts'
import { traceRequest } from '../../../infra/http/trace-request.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { annotate } from '../../../infra/observability/trace.ts'
import { refusedIfTooMany } from './document-error.ts'
import { documentResponse } from './http-response.ts'
import { type Document, makeDocument } from './make-document.ts'
import { makeReport } from './make-report.ts'
import { wantedDocument } from './request.ts'
import { createTurns } from './turns.ts'
import { wantedReport } from './wanted-report.ts'

const what = 'document'
const inTurn = createTurns()

/** Enough for the response to reach the client before Lambda stops the function. */
const timeLimit = {
  timeoutEarlyInMillis: 500,
  timeoutEarlyResponse: (): never => {
    throw tookTooLong(what)
  },
}

const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(timeLimit)
  .onError((request) => {
    request.response = errorResponse(request.event, refusedIfTooMany(request.error), tookTooLong(what))
  })
  .handler(async (event: APIGatewayProxyEvent) => {
    if (event.resource === reportRoute) return documentResponse(event, await reportOf(event))
    const { tenantId } = requireCaller(event, { what, operation: 'invoice' })
    const wanted = wantedDocument(event)
    annotate({ 'finance.invoice': wanted.invoiceId })
    return documentResponse(event, await inTurn(tenantId, () => makeDocument(tenantId, wanted)))
  })

const reportRoute = '/documents/reports/{report}'

/** All reports need the same permission. */
const reportOf = async (event: APIGatewayProxyEvent): Promise<Document> => {
  const { tenantId } = requireCaller(event, { what, operation: 'vatReturn' })
  const wanted = wantedReport(event)
  return inTurn(tenantId, () => makeReport(tenantId, wanted))
}

const run = (received: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
  const event = withLowerCaseHeaders(received)
  return traceRequest('documents', event, () => chain(event, context))
}

/**
 * `GET /documents/invoices/{id}` prints a tax invoice or its draft,
 * `GET /documents/invoices/{id}/notes/{noteId}` a credit or debit note, and
 * `GET /documents/reports/{report}` a report of a period, as PDF.
 */
export const handler = metered('documents', run, (event) => ({ tenantId: tenantOf(event) ?? '' }))
