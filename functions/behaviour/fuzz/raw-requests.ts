import fc from 'fast-check'
import { type Framing, framings } from './framing.ts'
import { byteBodies } from './raw-bodies.ts'
import { someHeaders, usualHeaders } from './raw-headers.ts'

/** A request as text and bytes, of which no client has corrected anything. */
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
      '/auth/refresh',
      '/auth/revoke',
      '/auth/',
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

const framing = fc.oneof(
  { withCrossShrink: true },
  { weight: 20, arbitrary: fc.constant<Framing>('length') },
  { weight: 4, arbitrary: fc.constant<Framing>('chunked') },
  { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(framings) as Framing[])) },
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
