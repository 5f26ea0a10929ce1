import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a store, and fails as networks do. */
export type StoreProxy = {
  port: number
  /** How many connections go through it now. */
  connections(): number
  /** Cuts the connection with this place in the order of opening. */
  cut(index: number): void
  cutAll(): void
  /** From now on answers never arrive, until `passAnswers`. */
  swallowAnswers(): void
  passAnswers(): void
  close(): Promise<void>
}

/** Listens on a free port unless one is given. */
export const startProxy = async (target: number, port = 0): Promise<StoreProxy> => {
  const open: { client: Socket; store: Socket }[] = []
  let swallowing = false
  const server = createServer((client) => {
    const pair = { client, store: connect(target, '127.0.0.1') }
    open.push(pair)
    client.pipe(pair.store)
    pair.store.on('data', (answer) => {
      if (!swallowing) client.write(answer)
    })
    const gone = () => {
      client.destroy()
      pair.store.destroy()
      if (open.includes(pair)) open.splice(open.indexOf(pair), 1)
    }
    for (const socket of [client, pair.store]) socket.on('error', gone).on('close', gone)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const cut = (index: number) => open[index]?.client.destroy()
  const cutAll = () => {
    for (const { client } of [...open]) client.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.length,
    cut,
    cutAll,
    swallowAnswers: () => {
      swallowing = true
    },
    passAnswers: () => {
      swallowing = false
    },
    close: async () => {
      cutAll()
      server.close()
      await once(server, 'close')
    },
  }
}
