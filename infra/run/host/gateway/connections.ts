import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { log } from '../../../observability/log.ts'

/** Connections above the limit that still get a response. The system closes any further one at once. */
const refusedReserve = 200
const logIntervalMs = 10_000

/** Counts the connections of a server. Returns whether a connection was opened above the limit. */
export const limitConnections = (server: Server, maxConnections: number): ((socket: Socket) => boolean) => {
  const refused = new WeakSet<Socket>()
  let open = 0
  let loggedAtMs = Number.NEGATIVE_INFINITY
  const report = (): void => {
    if (performance.now() - loggedAtMs < logIntervalMs) return
    loggedAtMs = performance.now()
    log('warn', 'More connections than the limit are refused', { open, maxConnections })
  }
  server.maxConnections = maxConnections + refusedReserve
  server.on('drop', report)
  server.on('connection', (socket: Socket) => {
    open++
    socket.once('close', () => open--)
    if (open <= maxConnections) return
    refused.add(socket)
    report()
  })
  return (socket) => refused.has(socket)
}
