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
  const open: Socket[] = []
  const answers = { swallowed: false }
  const server = createServer((client) => {
    open.push(client)
    joined(client, connect(target, '127.0.0.1'), answers).once('close', () =>
      open.splice(open.indexOf(client), 1),
    )
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
    swallowAnswers: () => {
      answers.swallowed = true
    },
    passAnswers: () => {
      answers.swallowed = false
    },
    close: async () => {
      cutAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What one says the other hears, and when one is gone so is the other. */
const joined = (client: Socket, store: Socket, answers: { swallowed: boolean }): Socket => {
  client.pipe(store)
  store.on('data', (answer) => {
    if (!answers.swallowed) client.write(answer)
  })
  const gone = () => {
    client.destroy()
    store.destroy()
  }
  for (const socket of [client, store]) socket.on('error', gone).on('close', gone)
  return client
}
