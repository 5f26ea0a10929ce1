import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy between a client and a store, which can fail as networks do. */
export type TcpProxy = {
  port: number
  /** The number of open connections. */
  connections(): number
  /** Closes the connection with this index in the order of opening. */
  cut(index: number): void
  cutAll(): void
  /** Closes every connection and each new one, as when the process of the store is gone. */
  refuse(): void
  /** Drops every response of the store, as when its machine is frozen. */
  dropResponses(): void
  /** Passes everything on again. Connections that have lost something or are refused are closed. */
  pass(): void
  /** The open connections stay open, but carry nothing any more, as when a network forgot them. */
  forgetAll(): void
  close(): Promise<void>
}

/** Forwards to the store on `storePort`. By default it listens on a free port. */
export const startTcpProxy = async (storePort: number, port = 0): Promise<TcpProxy> => {
  const open: Socket[] = []
  const forgotten = new WeakSet<Socket>()
  let state: 'passing' | 'refusing' | 'dropping responses' = 'passing'
  const server = createServer((client) => {
    if (state === 'refusing') return void client.destroy()
    open.push(client)
    client.once('close', () => open.splice(open.indexOf(client), 1))
    forward(client, connect(storePort, '127.0.0.1'), () => state !== 'passing' || forgotten.has(client))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const cutAll = () => {
    for (const client of open) client.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.length,
    cut: (index) => open[index]?.destroy(),
    cutAll,
    refuse: () => {
      state = 'refusing'
      cutAll()
    },
    dropResponses: () => {
      state = 'dropping responses'
    },
    pass: () => {
      state = 'passing'
      cutAll()
    },
    forgetAll: () => {
      for (const client of open) {
        forgotten.add(client)
        client.unpipe()
        client.resume()
      }
    },
    close: async () => {
      cutAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Forwards data in both directions. When one socket closes, the other is closed too. */
const forward = (client: Socket, store: Socket, isDropped: () => boolean): void => {
  client.pipe(store)
  store.on('data', (response) => {
    if (!isDropped()) client.write(response)
  })
  const closeBoth = () => {
    client.destroy()
    store.destroy()
  }
  for (const socket of [client, store]) socket.on('error', closeBoth).on('close', closeBoth)
}
