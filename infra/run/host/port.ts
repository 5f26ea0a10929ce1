import type { Server } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'

export class PortError extends Error {
  readonly code = 'PORT_IN_USE'

  constructor(port: number, variable: string, cause: unknown) {
    super(
      `Port ${port} is in use by another process. Stop that process, or choose another port with ${variable}.`,
      { cause },
    )
    this.name = 'PortError'
  }
}

/**
 * Starts to listen and returns the port. With port 0 the system chooses a free one. `variable` is the one
 * that names the port.
 * @throws PortError when another process uses the port
 */
export const listen = (
  server: Server,
  port: number,
  address: string,
  variable: 'PORT' | 'METRICS_PORT' = 'PORT',
): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortError(port, variable, error) : error),
    )
    trackConnections(server)
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port))
  })

const connections = new WeakMap<Server, Set<Socket>>()

const trackConnections = (server: Server): void => {
  const open = new Set<Socket>()
  connections.set(server, open)
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
}

/** Also closes those that have never been used, which Node counts as having a request. */
const closeIdleConnections = (server: Server): void => {
  server.closeIdleConnections()
  for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy()
}

type Closing = {
  /** How long running requests may take. */
  timeoutMs: number
  /** How long connections without a request stay open. */
  idleGraceMs?: number | undefined
}

const sweepIntervalMs = 100

/**
 * Accepts no new connection, waits for the running requests, and closes their connections after the timeout.
 * A connection without a request stays open for the grace: its client does not know yet that it ends, and may
 * have sent a request that has not arrived. The response to such a request should close the connection.
 */
export const close = async (server: Server, { timeoutMs, idleGraceMs = 0 }: Closing): Promise<void> => {
  // That of http.Server would close the connections without a request at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
  let sweep: NodeJS.Timeout | undefined
  const closeIdle = (): void => {
    closeIdleConnections(server)
    sweep = setInterval(() => closeIdleConnections(server), sweepIntervalMs)
  }
  const grace = setTimeout(closeIdle, idleGraceMs)
  const timeout = setTimeout(() => server.closeAllConnections(), timeoutMs)
  await closed
  for (const timer of [grace, sweep, timeout]) clearTimeout(timer)
  // Only this ends the timer with which Node looks for slow requests.
  server.close()
}
