import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { log } from '../../../observability/log.ts'
import type { GatewayLimits } from './limits.ts'

/** Connections above the limit that still get a response. The system closes any further one at once. */
const refusedReserve = 200
const logIntervalMs = 10_000

type Connection = { sinceMs: number; request: IncomingMessage | undefined }

/**
 * Limits the connections of a server. A new one above the limit takes the place of the one that has waited
 * longest for its client: for a request, for the rest of one, or without any. So slow clients cannot keep others
 * out. When none has waited for `waitingGraceMs`, the new one is refused.
 * @returns whether a connection was opened above the limit
 */
export const limitConnections = (
  server: Server,
  { maxConnections, waitingGraceMs }: Pick<GatewayLimits, 'maxConnections' | 'waitingGraceMs'>,
): ((socket: Socket) => boolean) => {
  const refused = new WeakSet<Socket>()
  const open = new Map<Socket, Connection>()
  const reportRefused = createReport('More connections than the limit are refused')
  const reportClosed = createReport('Connections that wait for their clients are closed for new ones')

  const makeRoom = (): void => {
    const socket = longestWaiting(open, waitingGraceMs)
    if (socket === undefined) return
    open.delete(socket)
    socket.destroy()
    reportClosed({ open: open.size, maxConnections })
  }
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    const connection = open.get(request.socket)
    if (connection === undefined) return
    Object.assign(connection, { sinceMs: performance.now(), request })
    response.once('close', () => {
      if (connection.request === request)
        Object.assign(connection, { sinceMs: performance.now(), request: undefined })
    })
  }
  server.maxConnections = maxConnections + refusedReserve
  server.on('drop', () => reportRefused({ open: open.size, maxConnections }))
  server.on('connection', (socket: Socket) => {
    if (open.size >= maxConnections) makeRoom()
    open.set(socket, { sinceMs: performance.now(), request: undefined })
    socket.once('close', () => open.delete(socket))
    if (open.size <= maxConnections) return
    refused.add(socket)
    reportRefused({ open: open.size, maxConnections })
  })
  server.on('request', begin).on('checkContinue', begin).on('checkExpectation', begin)
  return (socket) => refused.has(socket)
}

/** The service itself is at work when a whole request has arrived and its response is not sent yet. */
const longestWaiting = (open: ReadonlyMap<Socket, Connection>, graceMs: number): Socket | undefined => {
  let longest: Socket | undefined
  let sinceMs = performance.now() - graceMs
  for (const [socket, connection] of open) {
    if (connection.request?.complete === true || connection.sinceMs > sinceMs) continue
    longest = socket
    sinceMs = connection.sinceMs
  }
  return longest
}

/** Creates the function that logs the message, at most once in ten seconds. */
const createReport = (message: string) => {
  let loggedAtMs = Number.NEGATIVE_INFINITY
  return (context: Record<string, unknown>): void => {
    if (performance.now() - loggedAtMs < logIntervalMs) return
    loggedAtMs = performance.now()
    log('warn', message, context)
  }
}
