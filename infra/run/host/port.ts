import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export class PortError extends Error {
  readonly code = 'PORT_IN_USE'

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is in use by another process. Stop that process, or choose another port with PORT.`, {
      cause,
    })
    this.name = 'PortError'
  }
}

/**
 * Starts to listen and returns the port. With port 0 the system chooses a free one.
 * @throws PortError when another process uses the port
 */
export const listen = (server: Server, port: number, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortError(port, error) : error),
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
