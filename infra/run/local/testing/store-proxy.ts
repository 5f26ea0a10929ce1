import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy before a store that a test takes down. */
export type StoreProxy = {
  port: number
  /** Passes everything on; also the state after the start. */
  pass(): void
  /** Closes every connection, as when the process of the store is gone. */
  refuse(): void
  /** Keeps the connections and passes nothing on, as when the machine of the store is frozen. */
  freeze(): void
  close(): Promise<void>
}

export const startStoreProxy = async (storePort: number): Promise<StoreProxy> => {
  let state: 'passing' | 'refusing' | 'frozen' = 'passing'
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket))
  }
  const server = createServer((client) => {
    keep(client)
    if (state === 'refusing') client.destroy()
    if (state !== 'passing') return
    const store = keep(connect(storePort, '127.0.0.1'))
    client.pipe(store).pipe(client)
    client.once('close', () => store.destroy())
    store.once('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    pass: () => {
      state = 'passing'
      // What was frozen has lost its place in the protocol.
      for (const socket of sockets) socket.destroy()
    },
    refuse: () => {
      state = 'refusing'
      for (const socket of sockets) socket.destroy()
    },
    freeze: () => {
      state = 'frozen'
      for (const socket of sockets) socket.unpipe().pause()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
