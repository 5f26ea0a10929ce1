import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createLineLimit } from '../../../observability/line-limit.ts'
import { log } from '../../../observability/log.ts'
import type { GatewayLimits } from './limits.ts'

/** Connections above the limit that still get a response. The system closes any further one at once. */
const refusedReserve = 200

type Connection = {
  /** When it began to wait for its client. */
  sinceMs: number
  /** Requests that have no response yet. */
  requests: Set<IncomingMessage>
}

type ConnectionLimit = {
  isRefused: (socket: Socket) => boolean
  waitForClient: (request: IncomingMessage) => void
}

/**
 * Limits the connections of a server. A new one above the limit takes the place of the one that has waited
 * longest for its client: to send a request or the rest of one, or to take its responses. So slow clients
 * cannot keep others out. When none has waited for `waitingGraceMs`, the new one is refused.
 * @returns `isRefused`, which says whether a connection was opened above the limit, and `waitForClient`,
 * which has to be called when the service has done its part of a request and begins to send the response
 */
export const limitConnections = (
  server: Server,
  { maxConnections, waitingGraceMs }: Pick<GatewayLimits, 'maxConnections' | 'waitingGraceMs'>,
): ConnectionLimit => {
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
  const waitForClient = (request: IncomingMessage): void => {
    const connection = open.get(request.socket)
    if (connection === undefined) return
    connection.requests.delete(request)
    connection.sinceMs = performance.now()
  }
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    const connection = open.get(request.socket)
    if (connection === undefined) return
    connection.requests.add(request)
    connection.sinceMs = performance.now()
    response.once('close', () => waitForClient(request))
  }
  server.maxConnections = maxConnections + refusedReserve
  server.on('drop', () => reportRefused({ open: open.size, maxConnections }))
  server.on('connection', (socket: Socket) => {
    if (open.size >= maxConnections) makeRoom()
    open.set(socket, { sinceMs: performance.now(), requests: new Set() })
    socket.once('close', () => open.delete(socket))
    if (open.size <= maxConnections) return
    refused.add(socket)
    reportRefused({ open: open.size, maxConnections })
  })
  server.on('request', begin).on('checkContinue', begin).on('checkExpectation', begin)
  return { isRefused: (socket) => refused.has(socket), waitForClient }
}

/** The service itself is at work when a whole request has arrived and has no response yet. */
const longestWaiting = (open: ReadonlyMap<Socket, Connection>, graceMs: number): Socket | undefined => {
  let longest: Socket | undefined
  let sinceMs = performance.now() - graceMs
  for (const [socket, connection] of open) {
    const isAtWork = [...connection.requests].some((request) => request.complete)
    if (isAtWork || connection.sinceMs > sinceMs) continue
    longest = socket
    sinceMs = connection.sinceMs
  }
  return longest
}

/** Creates the function that logs the message, at most once in ten seconds. */
const createReport = (message: string) => {
  const limit = createLineLimit({ intervalMs: 10_000 })
  return (context: Record<string, unknown>): void => {
    if (limit(message) !== undefined) log('warn', message, context)
  }
}
