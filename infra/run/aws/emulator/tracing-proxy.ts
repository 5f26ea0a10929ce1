import { createServer, request } from 'node:http'
import { close, listen } from '../../host/port.ts'

export type TracingProxy = { port: number; close(): Promise<void> }

type Address = { host: string; port: number }

/**
 * Starts a proxy of the Runtime API at this address, which gives each invocation a trace header: Amazon's
 * emulator does not pass one on.
 */
export const startTracingProxy = async (
  { host, port }: Address,
  traceHeader: string,
): Promise<TracingProxy> => {
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const forwarded = request({ host, port, method, path: url, headers }, (reply) => {
      const isInvocation = url?.endsWith('/invocation/next') && reply.statusCode === 200
      const added = isInvocation ? { 'lambda-runtime-trace-id': traceHeader } : {}
      outgoing.writeHead(reply.statusCode ?? 502, { ...reply.headers, ...added })
      reply.pipe(outgoing)
    })
    forwarded.on('error', () => outgoing.destroy())
    outgoing.on('close', () => forwarded.destroy())
    incoming.pipe(forwarded)
  })
  // The runtime waits here for its next invocation, however long that takes.
  server.requestTimeout = 0
  server.timeout = 0
  return { port: await listen(server, 0, host), close: () => close(server, { timeoutMs: 0 }) }
}
