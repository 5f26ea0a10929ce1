import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { correlationHeader, mediaType, plainRecord } from '../../../http/headers.ts'
import type { Manifest } from '../manifest.ts'
import type { Match } from './routes.ts'

export type Incoming = {
  request: IncomingMessage
  url: URL
  match: Match
  correlationId: string
}

/**
 * Returns the event of a REST API with Lambda proxy integration, without the authorizer's context and without
 * the body.
 */
export const proxyEvent = (incoming: Incoming, manifest: Manifest): APIGatewayProxyEvent => {
  const { request, url, match, correlationId } = incoming
  const multiValueHeaders = headersOf(request.rawHeaders, correlationId)
  const multiValueQuery = queryOf(url.searchParams)
  return {
    resource: match.resource,
    path: url.pathname,
    httpMethod: request.method ?? 'GET',
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: multiValueQuery && lastOf(multiValueQuery),
    multiValueQueryStringParameters: multiValueQuery,
    pathParameters: match.pathParameters,
    stageVariables: null,
    requestContext: requestContext(incoming, manifest),
    body: null,
    isBase64Encoded: isBinary(request.headers['content-type'], manifest.binaryMediaTypes),
  }
}

/** Returns the event with this `traceparent` in place of the received one, if there is one. */
export const withTraceparent = (
  event: APIGatewayProxyEvent,
  traceparent: string | undefined,
): APIGatewayProxyEvent => {
  if (traceparent === undefined) return event
  const others = Object.entries(event.multiValueHeaders).filter(
    ([name]) => name.toLowerCase() !== 'traceparent',
  )
  const multiValueHeaders = plainRecord([...others, ['traceparent', [traceparent]]]) as Record<
    string,
    string[]
  >
  return { ...event, multiValueHeaders, headers: lastOf(multiValueHeaders) }
}

/** Returns the event with its body, which a binary media type has in base64. */
export const withBody = (event: APIGatewayProxyEvent, body: Buffer): APIGatewayProxyEvent => ({
  ...event,
  body: body.length === 0 ? null : body.toString(event.isBase64Encoded ? 'base64' : 'utf8'),
})

const requestContext = (
  { request, url, match }: Incoming,
  manifest: Manifest,
): APIGatewayProxyEvent['requestContext'] => {
  const now = new Date()
  return {
    accountId: '000000000000',
    apiId: manifest.service,
    authorizer: null,
    domainName: request.headers.host ?? 'localhost',
    domainPrefix: manifest.service,
    extendedRequestId: randomUUID(),
    httpMethod: request.method ?? 'GET',
    identity: {
      ...anonymous,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? null,
    },
    path: url.pathname,
    protocol: `HTTP/${request.httpVersion}`,
    requestId: randomUUID(),
    requestTime: commonLogTime(now),
    requestTimeEpoch: now.getTime(),
    resourceId: match.resource,
    resourcePath: match.resource,
    stage: manifest.stage,
  }
}

const anonymous = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
}

/** Returns the names and values of raw headers, in which they alternate. */
export const headerPairs = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : []))

const headersOf = (raw: readonly string[], correlationId: string): Record<string, string[]> => {
  const others = headerPairs(raw).filter(([name]) => name.toLowerCase() !== correlationHeader.toLowerCase())
  return plainRecord([...valuesByName(others), [correlationHeader, [correlationId]]])
}

const queryOf = (query: URLSearchParams): Record<string, string[]> | null =>
  query.size === 0 ? null : plainRecord(valuesByName(query))

const valuesByName = (pairs: Iterable<[string, string]>): Map<string, string[]> => {
  const values = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return values
}

const lastOf = (values: Record<string, string[]>): Record<string, string> =>
  plainRecord(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? '']))

const isBinary = (contentType: string | undefined, binary: readonly string[]): boolean => {
  const type = mediaType(contentType)
  return binary
    .map((pattern) => pattern.toLowerCase())
    .some(
      (pattern) =>
        pattern === '*/*' ||
        pattern === type ||
        (pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1))),
    )
}

/** Returns a time such as `23/Nov/2026:20:08:50 +0000`. */
const commonLogTime = (instant: Date): string => {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(instant.toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
