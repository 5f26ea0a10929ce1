import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type Framing, framings } from './framing.ts'
import { oddText } from './odd-texts.ts'

/** A request as text and bytes, before any client has made it regular. */
export type RawRequest = {
  method: string
  target: string
  version: string
  headers: [name: string, value: string][]
  framing: Framing
  body: Buffer
}

const methods = fc.oneof(
  { withCrossShrink: true },
  { weight: 40, arbitrary: fc.constant('POST') },
  { weight: 10, arbitrary: fc.constantFrom('GET', 'OPTIONS', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'TRACE') },
  { weight: 1, arbitrary: fc.constantFrom('CONNECT', 'post', 'X', '') },
)

const targets = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.constant('/graphql') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '/',
      '*',
      '//',
      '/graphql/',
      '/graphql?query={__typename}',
      '/graphql?constructor=1&__proto__=2&a=1&a=2&%00=%00',
      '/%',
      '/%E0%A4%A',
      '/%00',
      '/health',
      '/health/ready',
      '/__proto__',
      '/constructor',
      '/graphql/../health',
      'http://other.example/graphql',
      'http://[',
      '//other.example/graphql',
      `/${'a'.repeat(10_000)}`,
      `/graphql?${'a=1&'.repeat(2_000)}`,
    ),
  },
)

const versions = fc.oneof(
  { withCrossShrink: true },
  { weight: 40, arbitrary: fc.constant('HTTP/1.1') },
  { weight: 6, arbitrary: fc.constant('HTTP/1.0') },
  { weight: 1, arbitrary: fc.constantFrom('HTTP/2.0', 'HTTP/0.9', 'HTTP/9.9', 'http/1.1', 'RTSP/1.0', '') },
)

/** Names that are members of every object, or that mean something to a gateway, a server or a log. */
const headerNames = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'prototype',
  'X-Correlation-ID',
  'X-Tenant-ID',
  'Idempotency-Key',
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'Content-Length',
  'Transfer-Encoding',
  'Accept',
  'Accept-Encoding',
  'Origin',
  'Host',
  'Cookie',
  'Connection',
  'Upgrade',
  'Expect',
  'TE',
  'Trailer',
  'traceparent',
  'X-Forwarded-For',
  'X-HTTP-Method-Override',
  'User-Agent',
  'apollo-require-preflight',
]

const headerValues = [
  '',
  'acme',
  'bengal',
  '{}',
  '"',
  'a"b',
  '\\',
  '$context.requestId',
  '$&',
  'é',
  'ÿ\u0080',
  '\t',
  'gzip',
  'br',
  'gzip, gzip',
  'identity',
  'chunked',
  'identity, chunked',
  'close',
  'upgrade',
  'websocket',
  'h2c',
  '100-continue',
  'something-else',
  '*/*',
  'text/html',
  'application/json',
  'APPLICATION/JSON; CHARSET=UTF-8',
  'application/json; charset=utf-16',
  'application/graphql-response+json;q=0.9, application/json;q=-1',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=a',
  'text/plain',
  'Bearer ',
  'Bearer a.b.c',
  'Basic YTpi',
  'http://localhost:3000',
  'null',
  '00-00000000000000000000000000000000-0000000000000000-00',
  '0',
  '-1',
  '1e3',
  '99999999999999999999',
  'a, b',
  'x'.repeat(129),
  'x'.repeat(9_000),
]

/** Latin-1 without the ends of lines, which would only be further headers. */
const oddHeaderText = oddText.map((text) => text.replace(/[\r\n]/g, ' ').slice(0, 5_000))
/** What HTTP allows in a value. */
const allowedText = oddText.map((text) => text.replace(/[^\x20-\x7e\x80-\xff]/g, '?').slice(0, 5_000))

const header: fc.Arbitrary<[string, string]> = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...headerNames), fc.constantFrom(...headerValues)) },
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...headerNames), allowedText) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...headerNames), oddHeaderText) },
  { weight: 1, arbitrary: fc.tuple(oddHeaderText, fc.constantFrom(...headerValues)) },
)

const query = JSON.stringify({ query: '{ __typename }' })

const bodies: fc.Arbitrary<Buffer> = fc
  .oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.constant(query) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        '',
        '{',
        'null',
        '[]',
        '1',
        '"a"',
        `[${query},${query}]`,
        '{"query":null}',
        '{"query":1,"variables":[],"operationName":{},"extensions":1}',
        '{"query":"{ __typename }","variables":"a"}',
        '{"query":"{ __typename }","operationName":"__proto__"}',
        '{"__proto__":{"query":"{ __typename }"},"constructor":1}',
        '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}',
        '{"query":"{ __typename }","query":"{ tenant { id } }"}',
        `${'['.repeat(100_000)}`,
        `{"query":"{ __typename }","variables":{"a":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}}}`,
        '\ufeff{"query":"{ __typename }"}',
        'query={__typename}',
        '--a\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{}\r\n--a--\r\n',
        `{"query":"{ __typename }","padding":"${'x'.repeat(7_000_000)}"}`,
      ),
    },
  )
  .map((text) => Buffer.from(text))

const byteBodies = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: bodies },
  { weight: 1, arbitrary: bodies.map((body) => gzipSync(body)) },
  { weight: 1, arbitrary: fc.constant(gzipSync(Buffer.alloc(50_000_000, ' '))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
)

const framing = fc.oneof(
  { withCrossShrink: true },
  { weight: 20, arbitrary: fc.constant<Framing>('length') },
  { weight: 4, arbitrary: fc.constant<Framing>('chunked') },
  { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(framings) as Framing[])) },
)

const someHeaders = fc.oneof(
  { withCrossShrink: true },
  { weight: 40, arbitrary: fc.array(header, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.tuple(header, fc.constantFrom(2, 100, 3_000)).map(repeated) },
)

function repeated([one, count]: [[string, string], number]): [string, string][] {
  return Array.from({ length: count }, () => one)
}

/** The headers that most requests have, so that they get further than the authorizer. */
const usualHeaders = (token: string): fc.Arbitrary<[string, string][]> =>
  fc.oneof(
    { withCrossShrink: true },
    {
      weight: 10,
      arbitrary: fc.constant<[string, string][]>([
        ['Host', 'localhost'],
        ['Content-Type', 'application/json'],
        ['Authorization', `Bearer ${token}`],
      ]),
    },
    { weight: 2, arbitrary: fc.constant<[string, string][]>([['Host', 'localhost']]) },
    { weight: 1, arbitrary: fc.constant<[string, string][]>([]) },
  )

const rawRequest = (token: string): fc.Arbitrary<RawRequest> =>
  fc
    .tuple(
      fc.record({ method: methods, target: targets, version: versions, framing, body: byteBodies }),
      usualHeaders(token),
      someHeaders,
    )
    .map(([request, usual, more]) => ({ ...request, headers: [...usual, ...more] }))

/** One request on a connection, or a few sent before any response came back. */
export const rawRequests = (token: string): fc.Arbitrary<RawRequest[]> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.tuple(rawRequest(token)) },
    { weight: 1, arbitrary: fc.array(rawRequest(token), { minLength: 2, maxLength: 5 }) },
  )

/** The bytes of a request. Text is Latin-1, as HTTP reads it. */
export const bytesOf = ({ method, target, version, headers, framing, body }: RawRequest): Buffer => {
  const framed = framings[framing](body)
  const lines = [...headers, ...framed.headers].map(([name, value]) => `${name}: ${value}`)
  const head = `${[`${method} ${target} ${version}`, ...lines].join('\r\n')}\r\n\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), framed.bytes])
}
