import { randomUUID } from 'node:crypto'
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
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
 * slowly. Such a client gets an error in the shape of all others, and its connection is closed.
 */
export const respondToMalformed = (
  server: Server,
  ownResponse: (type: ResponseType, correlationId: string) => OwnResponse,
): void => {
  const running = new WeakMap<Socket, ServerResponse>()
  const remember = ({ socket }: { socket: Socket }, response: ServerResponse): void => {
    running.set(socket, response)
  }
  server.on('request', remember).on('checkContinue', remember).on('checkExpectation', remember)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const response = running.get(socket)
    const started = response?.headersSent && !response.writableFinished
    if (!socket.writable || started || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    const type = typesByCode[error.code ?? ''] ?? 'BAD_REQUEST'
    const refusal = ownResponse(type, randomUUID())
    count('http_requests_total', { method: 'other', route: 'malformed', status: String(refusal.status) })
    socket.end(rawResponse(refusal), () => socket.destroy())
  })
}

const rawResponse = ({ status, headers, body }: OwnResponse): string => {
  const all = { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}
