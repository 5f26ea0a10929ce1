import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

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
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port))
  })

/**
 * Accepts no new connection, waits for the running requests, and closes their connections after the timeout.
 */
export const close = async (server: Server, timeoutMs: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs)
  await closed
  clearTimeout(timer)
}
