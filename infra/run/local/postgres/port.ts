import { createServer } from 'node:net'
import { errorCode } from '../../../process/error-code.ts'
import { StartError } from './start-error.ts'

/** Who wants a port, for the message when it is in use: `PostgreSQL`, `Kafka (KAFKA_PORT)`. */
type Wanted = { port: number | undefined; by: string }

/** The wanted port of 127.0.0.1 if nobody listens there, or any free one. Throws StartError PORT_IN_USE. */
export const usablePort = ({ port, by }: Wanted): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (cause) => reject(errorCode(cause) === 'EADDRINUSE' ? inUse(port, by, cause) : cause))
    probe.listen(port ?? 0, '127.0.0.1', () => {
      const address = probe.address()
      const found = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(found))
    })
  })

const inUse = (port: number | undefined, by: string, cause: unknown): StartError =>
  new StartError(
    'PORT_IN_USE',
    `Port ${port} on 127.0.0.1, wanted for ${by}, is in use: stop what listens there or choose another port`,
    cause,
  )
