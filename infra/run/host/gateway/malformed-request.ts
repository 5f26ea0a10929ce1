import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { count } from '../../../observability/metrics.ts'
import type { OwnResponse, ResponseType } from './gateway-response.ts'

const typesByCode: Readonly<Record<string, ResponseType>> = Object.assign(Object.create(null), {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'REQUEST_TOO_LARGE',
})

/**
 * Answers what is not a request: a head that cannot be parsed or is too large, and one that arrives too
 * slowly. Such a client gets an error in the shape of all others, and its connection is closed. When it comes
 * behind a whole request, the client gets the response to that one instead: it would take the error for it.
 */
export const respondToMalformed = (
  server: Server,
  ownResponse: (type: ResponseType, correlationId: string) => OwnResponse,
): void => {
  const last = new WeakMap<Socket, Exchange>()
  const remember = (request: IncomingMessage, response: ServerResponse): void => {
    last.set(request.socket, { request, response, closes: false })
  }
  server.on('request', remember).on('checkContinue', remember).on('checkExpectation', remember)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const exchange = last.get(socket)
    const running = exchange?.response.writableFinished === false ? exchange : undefined
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    if (running?.request.complete) {
      // Each part of what is not a request ends here again.
      if (!running.closes) closeAfter(running.response, socket)
      running.closes = true
      return
    }
    if (running?.response.headersSent) {
      socket.destroy()
      return
    }
    const type = typesByCode[error.code ?? ''] ?? 'BAD_REQUEST'
    const refusal = ownResponse(type, randomUUID())
    count('http_requests_total', { method: 'other', route: 'malformed', status: String(refusal.status) })
    socket.end(rawResponse(refusal), () => socket.destroy())
  })
}

/** `closes`: the connection ends with the response. */
type Exchange = { request: IncomingMessage; response: ServerResponse; closes: boolean }

const closeAfter = (response: ServerResponse, socket: Socket): void => {
  response.shouldKeepAlive = false
  response.once('finish', () => socket.end(() => socket.destroy()))
}

const rawResponse = ({ status, headers, body }: OwnResponse): string => {
  const all = { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}
