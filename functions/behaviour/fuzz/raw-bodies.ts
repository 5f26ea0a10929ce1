import { gzipSync } from 'node:zlib'
import fc from 'fast-check'

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

/** Bodies that are GraphQL, almost GraphQL, compressed, or any bytes. */
export const byteBodies = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: bodies },
  { weight: 1, arbitrary: bodies.map((body) => gzipSync(body)) },
  { weight: 1, arbitrary: fc.constant(gzipSync(Buffer.alloc(50_000_000, ' '))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
)
