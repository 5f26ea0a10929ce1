import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What is held: all bytes, or only those from the store, so that effects happen and nobody hears of them. */
export type Held = 'everything' | 'answers'

/** A TCP proxy between a process and a store, which can break in the ways in which a network breaks. */
export type Link = {
  name: string
  port: number
  /** Ends every connection with a reset. New ones are accepted. */
  cut(): void
  /** Ends every connection and each new one, until `heal`. */
  close(): void
  /** Keeps back what is sent, until `heal`: then it arrives late. */
  hold(what: Held): void
  /** Ends the connections on the side of the store only. The other side keeps a connection to nobody. */
  halfClose(): void
  heal(): void
  stop(): Promise<void>
}

type Pair = { client: Socket; store: Socket }
type State = { isClosed: boolean; held: Held | undefined }

/** Listens on a free port of this machine and passes connections on to the port that `storePort` returns. */
export const openLink = async (name: string, storePort: () => number): Promise<Link> => {
  const state: State = { isClosed: false, held: undefined }
  const pairs = new Set<Pair>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (state.isClosed) return void client.on('error', () => undefined).resetAndDestroy()
    const store = connect({ port: storePort(), host: '127.0.0.1', allowHalfOpen: true })
    joinPair({ client, store }, state, pairs)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const { client, store } of pairs) {
      store.resetAndDestroy()
      client.resetAndDestroy()
    }
    pairs.clear()
  }
  return {
    name,
    port: (server.address() as AddressInfo).port,
    cut,
    close: () => {
      state.isClosed = true
      cut()
    },
    hold: (what) => {
      state.held = what
      for (const pair of pairs) applyHold(pair, state)
    },
    halfClose: () => {
      for (const pair of pairs) {
        pairs.delete(pair)
        pair.store.destroy()
        // What the process still sends is lost. It ends its connection itself, at its own deadline.
        pair.client.resume().once('end', () => pair.client.destroy())
      }
    },
    heal: () => {
      Object.assign(state, { isClosed: false, held: undefined })
      for (const pair of pairs) applyHold(pair, state)
    },
    stop: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

const joinPair = (pair: Pair, state: State, pairs: Set<Pair>): void => {
  const { client, store } = pair
  pairs.add(pair)
  const end = (): void => {
    if (!pairs.delete(pair)) return
    client.destroy()
    store.destroy()
  }
  for (const socket of [client, store]) socket.setNoDelay(true).on('error', end).on('close', end)
  const isOpen = (): boolean => pairs.has(pair)
  passOn(client, store, { isOpen, isHeld: () => state.held === 'everything' })
  passOn(store, client, { isOpen, isHeld: () => state.held !== undefined })
  applyHold(pair, state)
}

type Gate = { isOpen(): boolean; isHeld(): boolean }

const passOn = (from: Socket, to: Socket, { isOpen, isHeld }: Gate): void => {
  from.on('data', (chunk: Buffer) => {
    if (!isOpen() || to.write(chunk)) return
    from.pause()
    to.once('drain', () => isHeld() || from.resume())
  })
  from.on('end', () => isOpen() && to.end())
}

const applyHold = ({ client, store }: Pair, { held }: State): void => {
  if (held === 'everything') client.pause()
  else client.resume()
  if (held === undefined) store.resume()
  else store.pause()
}
