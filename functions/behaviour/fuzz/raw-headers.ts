import fc from 'fast-check'
import { oddText } from './odd-texts.ts'

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

/** A few headers of any kind, or one header many times. */
export const someHeaders = fc.oneof(
  { withCrossShrink: true },
  { weight: 40, arbitrary: fc.array(header, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.tuple(header, fc.constantFrom(2, 100, 3_000)).map(repeated) },
)

function repeated([one, count]: [[string, string], number]): [string, string][] {
  return Array.from({ length: count }, () => one)
}

/** The headers that most requests have, so that they get further than the authorizer. */
export const usualHeaders = (token: string): fc.Arbitrary<[string, string][]> =>
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
