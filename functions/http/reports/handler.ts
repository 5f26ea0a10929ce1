import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { errorResponse } from '../../../infra/http/error-response.ts'
import { fileHeaders } from '../../../infra/http/file-headers.ts'
import { withLowerCaseHeaders } from '../../../infra/http/headers.ts'
import { tookTooLong } from '../../../infra/http/http-error.ts'
import { requireCaller, tenantOf } from '../../../infra/http/request.ts'
import { traceRequest } from '../../../infra/http/trace-request.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import {
  ClientGone,
  type ResponseStream,
  type StreamedResponse,
  sendResponse,
  streamedFunction,
} from '../../../infra/lambda/response-stream.ts'
import { log } from '../../../infra/observability/log.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { download } from './download.ts'
import { operationOf, wantedReport } from './report.ts'

const what = 'report'
const type = 'text/csv; charset=utf-8; header=present'

/** A client that takes nothing for this long holds a connection of the database that others wait for. */
const stallTimeoutMs = 30_000

/**
 * Opens the file and makes its first part, so that what fails until then is an error and not half a file. A
 * file that may lack documents says so in its name: its lines are read by programs.
 */
const open = async (event: APIGatewayProxyEvent): Promise<StreamedResponse> => {
  const { tenantId } = requireCaller(event, { what, operation: operationOf(event) })
  const { fileName, file } = wantedReport(event, dhakaDate(new Date().toISOString()))
  let waitingInvoices = 0
  const rest = download(tenantId, file, (invoices) => {
    waitingInvoices = invoices
  })
  const { value: first } = await rest.next()
  const name = waitingInvoices === 0 ? `${fileName}.csv` : `${fileName}-incomplete.csv`
  const headers = fileHeaders(event, { name, type, disposition: 'attachment' })
  return { statusCode: 200, headers, first: first ?? '', rest }
}

const openOrRefuse = async (event: APIGatewayProxyEvent): Promise<StreamedResponse> => {
  try {
    return await open(event)
  } catch (error) {
    const { statusCode, headers, body } = errorResponse(event, error, tookTooLong(what))
    return { statusCode, headers, first: body }
  }
}

const respond = async (
  event: APIGatewayProxyEvent,
  stream: ResponseStream,
): Promise<{ statusCode: number }> => {
  const response = await openOrRefuse(event)
  try {
    await sendResponse(stream, response, stallTimeoutMs)
  } catch (error) {
    if (!(error instanceof ClientGone)) throw logCutOff(error)
    log('info', 'A client did not wait for the end of its report')
  }
  return { statusCode: response.statusCode }
}

const expectedCodes: readonly unknown[] = ['CLIENT_STALLED', 'STORE_UNAVAILABLE']

/** Returns the error, after which Lambda and the host cut off the response. */
const logCutOff = (error: unknown): unknown => {
  const isExpected = expectedCodes.includes(errorCode(error))
  const stack = !isExpected && error instanceof Error ? error.stack : undefined
  log(isExpected ? 'warn' : 'error', 'A report was cut off before its end', { error, stack })
  return error
}

const run = (received: APIGatewayProxyEvent, _: Context, stream: ResponseStream) => {
  const event = withLowerCaseHeaders(received)
  return traceRequest('reports', event, () => respond(event, stream))
}

/** `GET /reports/{report}` sends a report as CSV, while it is read. */
export const handler = streamedFunction(
  metered('reports', run, (event) => ({ tenantId: tenantOf(event) ?? '' })),
)
