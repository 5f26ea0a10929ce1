import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export class PortError extends Error {
  readonly code = 'PORT_IN_USE'

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is taken by another process. Stop that one, or choose another with PORT.`, { cause })
    this.name = 'PortError'
  }
}

/** Listens and answers the port, which the system chooses where 0 is asked for. */
export const listen = (server: Server, port: number, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortError(port, error) : error),
    )
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port))
  })

/** Takes no new connection, lets the running requests end, and cuts what is left after the given milliseconds. */
export const close = async (server: Server, milliseconds: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), milliseconds)
  await closed
  clearTimeout(timer)
}
