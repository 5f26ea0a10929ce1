import fc from 'fast-check'

/** A change of bytes at a part of the whole from 0 to 1. */
type Change =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'replace'; at: number; remove: number; insert: Buffer }
  | { kind: 'repeat'; at: number; length: number; times: number }
  | { kind: 'cut'; at: number }

const position = fc.double({ min: 0, max: 1, noNaN: true })

/** Bytes that mean something to HTTP, JSON, UTF-8 or GraphQL. */
const pieces = [
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\0',
    '\t',
    ' ',
    ':',
    ',',
    ';',
    '=',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    '/',
    '%',
    '#',
  ],
  ...[
    '\u00ff',
    '\u0080',
    '\u00c0\u00af',
    '\u00ed\u00a0\u0080',
    '\u00f4\u0090\u0080\u0080',
    '\u00ef\u00bb\u00bf',
  ],
  ...['\\u0000', '\\ud800', '1e999', '-0', '0x10', 'null', '__proto__', 'HTTP/1.1', 'Content-Length: 1\r\n'],
  ...['Transfer-Encoding: chunked\r\n', 'GET / HTTP/1.1\r\n\r\n'],
].map((text) => Buffer.from(text, 'latin1'))

const inserted = fc.oneof(
  fc.constantFrom(...pieces),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
)

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flip' as const), at: position, bit: fc.nat(7) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      at: position,
      remove: fc.constantFrom(0, 0, 1, 2, 20),
      insert: inserted,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('repeat' as const),
      at: position,
      length: fc.constantFrom(1, 10, 100),
      times: fc.constantFrom(2, 50, 2_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: position }) },
)

const applied = (bytes: Buffer, one: Change): Buffer => {
  const at = Math.floor(one.at * bytes.length)
  if (one.kind === 'cut') return bytes.subarray(0, at)
  if (one.kind === 'flip') {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << one.bit)
    return flipped
  }
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  if (one.kind === 'replace') return Buffer.concat([before, one.insert, after.subarray(one.remove)])
  const piece = after.subarray(0, one.length)
  return Buffer.concat([before, ...Array.from({ length: one.times }, () => piece), after])
}

/** These bytes with one to four changes anywhere in them. */
export const mutated = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(bytes, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([original, changes]) => changes.reduce(applied, original))
