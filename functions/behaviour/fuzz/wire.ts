import { connect } from 'node:net'
import type { WireResponse } from './verdict.ts'

/** What came back on a connection. `open` says that the server neither answered nor closed it in time. */
export type Exchange = { responses: WireResponse[]; open: boolean; unread: string }

export const timeoutMs = 60_000
/** A server that waits for the rest of a request is given none after this time without a byte. */
const quietMs = 100

type Sending = {
  port: number
  bytes: Buffer
  /** The methods of the requests, in order: a response to HEAD has no body. */
  methods: readonly string[]
  /** False when a server may have to wait for more bytes. */
  isWhole: boolean
}

/**
 * Sends these bytes on a new connection and reads until every request has a response or the server closes the
 * connection.
 */
export const exchange = ({ port, bytes, methods, isWhole }: Sending): Promise<Exchange> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const finish = (open: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ ...parseResponses(Buffer.concat(chunks), methods), open })
    }
    const timer = setTimeout(() => finish(true), timeoutMs)
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      const { responses, unread } = parseResponses(Buffer.concat(chunks), methods)
      if (responses.length >= methods.length && unread === '') finish(false)
    })
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
    if (!isWhole) socket.setTimeout(quietMs, () => socket.end())
    socket.write(bytes)
  })

/** The responses in these bytes, and what is left when the last one is not complete. */
export const parseResponses = (
  bytes: Buffer,
  methods: readonly string[],
): { responses: WireResponse[]; unread: string } => {
  const responses: WireResponse[] = []
  let rest = bytes
  while (rest.length > 0) {
    const parsed = parseResponse(rest, methods[responses.length] === 'HEAD')
    if (!parsed) break
    // 100 Continue comes before the response.
    if (parsed.response.status >= 200) responses.push(parsed.response)
    rest = parsed.rest
  }
  return { responses, unread: rest.toString('latin1') }
}

const parseResponse = (
  bytes: Buffer,
  isHead: boolean,
): { response: WireResponse; rest: Buffer } | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1])
  if (end < 0 || !status) return undefined
  const headers = headersIn(lines)
  const after = bytes.subarray(end + 4)
  // A request whose head cannot be parsed gets a body whatever its method is.
  const noBody = isHead && (after.length === 0 || after.subarray(0, 7).toString() === 'HTTP/1.')
  const hasBody = !noBody && status >= 200 && status !== 204 && status !== 304
  const content = hasBody ? readContent(headers, after) : { body: Buffer.alloc(0), rest: after }
  if (!content) return undefined
  return { response: { status, headers, body: content.body.toString('utf8') }, rest: content.rest }
}

const headersIn = (lines: readonly string[]): Map<string, string[]> => {
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()])
  }
  return headers
}

type Content = { body: Buffer; rest: Buffer }

/** Without a length the body ends where the connection ends. */
const readContent = (headers: ReadonlyMap<string, string[]>, bytes: Buffer): Content | undefined => {
  if (headers.get('transfer-encoding')?.[0] === 'chunked') return readChunks(bytes)
  const length = Number(headers.get('content-length')?.[0] ?? bytes.length)
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), rest: bytes.subarray(length) }
}

const readChunks = (bytes: Buffer): Content | undefined => {
  const chunks: Buffer[] = []
  for (let rest = bytes; ; ) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, Math.max(end, 0)).toString('latin1'), 16)
    if (end < 0 || Number.isNaN(size) || rest.length < end + size + 4) return undefined
    chunks.push(rest.subarray(end + 2, end + 2 + size))
    rest = rest.subarray(end + size + 4)
    if (size === 0) return { body: Buffer.concat(chunks), rest }
  }
}
