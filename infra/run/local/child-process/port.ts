import { createServer } from 'node:net'
import { errorCode } from '../../../process/error-code.ts'
import { StartError } from './start-error.ts'

/** `user` is named in the message when the port is in use: `PostgreSQL`, `Kafka (KAFKA_PORT)`. */
type PortRequest = { port: number | undefined; user: string }

/**
 * Returns the port if nothing listens on it on 127.0.0.1, or without a port any free one.
 * @throws PORT_IN_USE when something listens there
 */
export const usablePort = ({ port, user }: PortRequest): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (cause) =>
      reject(errorCode(cause) === 'EADDRINUSE' ? portInUse(port, user, cause) : cause),
    )
    probe.listen(port ?? 0, '127.0.0.1', () => {
      const address = probe.address()
      const found = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(found))
    })
  })

const portInUse = (port: number | undefined, user: string, cause: unknown): StartError =>
  new StartError(
    'PORT_IN_USE',
    `Port ${port} on 127.0.0.1, needed for ${user}, is in use: ` +
      'stop what listens there or choose another port',
    cause,
  )
