import { PassThrough, type Writable } from 'node:stream'
import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { handler } from '../handler.ts'

/** Null is a request without a token. */
export type Caller = { tenantId?: string; permissions?: string; expiresAt?: number }
type Query = Record<string, string | readonly string[]>

const eventOf = (report: string, query: Query, caller: Caller | null): APIGatewayProxyEvent => {
  const { tenantId = 'acme', permissions = 'report:read', expiresAt = Date.now() / 1000 + 60 } = caller ?? {}
  const authorizer = { tenantId, userId: 'u-1', role: 'x', permissions, expiresAt: String(expiresAt) }
  const values = Object.entries(query).map(([name, value]) => [name, [value].flat()])
  return {
    httpMethod: 'GET',
    resource: '/reports/{report}',
    headers: {},
    multiValueHeaders: null,
    pathParameters: { report },
    multiValueQueryStringParameters: values.length === 0 ? null : Object.fromEntries(values),
    requestContext: { requestId: 'request-1', authorizer: caller === null ? null : authorizer },
  } as unknown as APIGatewayProxyEvent
}

/** Calls the function with a stream. */
export const sendReport = (
  stream: Writable,
  report: string,
  query: Query,
  caller: Caller | null = {},
): Promise<void> => handler(eventOf(report, query, caller), stream, {} as Context)

/** Downloads a report: its status, its headers and its body. */
export const downloadReport = async (report: string, query: Query, caller: Caller | null = {}) => {
  const stream = new PassThrough()
  const received = stream.toArray()
  await sendReport(stream, report, query, caller)
  const text = Buffer.concat(await received).toString()
  const end = text.indexOf('\0')
  const { statusCode, headers } = JSON.parse(text.slice(0, end))
  const body = text.slice(end + 8)
  return { status: statusCode as number, headers: headers as Record<string, string>, body }
}
