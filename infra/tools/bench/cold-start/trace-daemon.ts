import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** Receives what functions send to the daemon of X-Ray. */
export type TraceDaemon = {
  /** What an environment needs so that X-Ray samples its invocations. */
  changes(): { traceHeader: string; variables: Record<string, string> }
  /**
   * Checks that as many documents have arrived since the last call, at least.
   * @throws Error when the functions were not traced
   */
  requireDocuments(count: number): void
  close(): void
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

export const startTraceDaemon = async (): Promise<TraceDaemon> => {
  const socket = createSocket('udp4')
  let documents = 0
  socket.on('message', () => documents++)
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const daemonAddress = `127.0.0.1:${socket.address().port}`
  return {
    changes: () => ({
      traceHeader: `Root=1-${hex(4)}-${hex(12)};Parent=${hex(8)};Sampled=1`,
      variables: { AWS_XRAY_DAEMON_ADDRESS: daemonAddress },
    }),
    requireDocuments: (count) => {
      if (documents < count)
        throw new Error(`X-Ray got ${documents} documents of ${count} traced invocations`)
      documents = 0
    },
    close: () => void socket.close(),
  }
}
