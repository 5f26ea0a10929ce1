const chunk = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')])
const lastChunk = Buffer.from('0\r\n\r\n')

type Frame = (body: Buffer) => { headers: [string, string][]; bytes: Buffer }

const withLength = (length: (body: Buffer) => string): Frame => {
  return (body) => ({ headers: [['Content-Length', length(body)]], bytes: body })
}

/** How the request says where its body ends: rightly, wrongly, or not at all. */
export const framings = {
  length: withLength((body) => String(body.length)),
  none: (body) => ({ headers: [], bytes: body }),
  'too short a length': withLength((body) => String(Math.max(0, body.length - 1))),
  'too long a length': withLength((body) => String(body.length + 1)),
  'a negative length': withLength(() => '-1'),
  'a length that is no number': withLength(() => '1e1'),
  'an enormous length': withLength(() => '9'.repeat(30)),
  'two lengths': (body) => ({
    headers: [
      ['Content-Length', String(body.length)],
      ['Content-Length', String(body.length + 1)],
    ],
    bytes: body,
  }),
  chunked: (body) => ({
    headers: [['Transfer-Encoding', 'chunked']],
    bytes: body.length === 0 ? lastChunk : Buffer.concat([chunk(body), lastChunk]),
  }),
  'chunked with a trailer': (body) => ({
    headers: [['Transfer-Encoding', 'chunked']],
    bytes: Buffer.concat([chunk(body), Buffer.from('0\r\n__proto__: 1\r\nAuthorization: a\r\n\r\n')]),
  }),
  'chunked without an end': (body) => ({ headers: [['Transfer-Encoding', 'chunked']], bytes: chunk(body) }),
  'a wrong chunk': (body) => ({
    headers: [['Transfer-Encoding', 'chunked']],
    bytes: Buffer.concat([Buffer.from('zz\r\n'), body, lastChunk]),
  }),
  'chunked and a length': (body) => ({
    headers: [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', String(body.length)],
    ],
    bytes: Buffer.concat([chunk(body), lastChunk]),
  }),
} satisfies Record<string, Frame>

export type Framing = keyof typeof framings

const wholeFramings: readonly Framing[] = [
  'length',
  'chunked',
  'chunked with a trailer',
  'too short a length',
]

/** Whether a server can answer the request without waiting for more bytes. */
export const isWhole = ({ framing }: { framing: Framing }): boolean => wholeFramings.includes(framing)
