import { once } from 'node:events'
import { connect, createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'

/** A proxy that uses TLS and checks a password, as EventStoreDB does and the embedded node does not. */
export type SecureProxy = {
  port: number
  /** The password of `user`; undefined: none is checked. */
  setPassword: (user: string, password: string) => void
  /** The number of TLS connections since the start. */
  connections: () => number
  close: () => Promise<void>
}

const unauthenticated = 16

/** Forwards to the node on `nodePort`. The certificate and its key are PEM texts. */
export const startSecureProxy = async (
  nodePort: number,
  { certificate, key }: { certificate: string; key: string },
): Promise<SecureProxy> => {
  const node = connect(`http://127.0.0.1:${nodePort}`)
  let authorization = ''
  let connections = 0
  const server = createSecureServer({ cert: certificate, key })
  server.on('session', () => {
    connections++
  })
  server.on('stream', (stream, headers) => {
    if (headers.authorization === authorization) return forward(stream, headers)
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': unauthenticated },
      { endStream: true },
    )
  })
  const forward = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const { authorization: _, ...others } = headers
    const upstream = node.request(others)
    let trailers: IncomingHttpHeaders = {}
    upstream.on('trailers', (received) => {
      trailers = received
    })
    upstream.on('response', (received) => {
      stream.respond(received, { waitForTrailers: true })
      upstream.pipe(stream)
    })
    stream.on('wantTrailers', () => stream.sendTrailers(trailers))
    stream.on('aborted', () => upstream.close())
    stream.pipe(upstream)
  }
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    setPassword: (user, password) => {
      authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    },
    connections: () => connections,
    close: async () => {
      node.destroy()
      server.close()
    },
  }
}
