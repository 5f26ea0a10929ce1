import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import {
  credentials,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js'

/** Stands between a client and a store, lets whole calls through, and can stop right after an append. */
export type StoreGate = {
  connectionString: string
  /**
   * Resolves when this many more appends to streams of ours are committed. Neither the last one nor any call after it gets its
   * answer: as if whoever appended had died there. With 'silent' they hear nothing at all, else that nobody is there.
   */
  closeAfter(appends: number, how?: 'silent'): Promise<void>
  open(): void
  stop(): void
}

const closed = { code: status.UNAVAILABLE, details: 'the gate is closed' }
const isOurs = (stream: string): boolean => /^(invoice|numbers|tenant)-/.test(stream)

/** How many appends still pass, what happens at the last one, and whether who comes too late hears anything. */
type Bolt = { left: number; reached(): void; silent: boolean }

const refuse = ({ silent }: Bolt, answer: () => void): void => {
  if (!silent) answer()
}

export const startGate = async (target: number): Promise<StoreGate> => {
  const store = new StreamsClient(`127.0.0.1:${target}`, credentials.createInsecure())
  const bolt: Bolt = { left: Number.POSITIVE_INFINITY, reached: () => {}, silent: false }
  const server = new Server()
  server.addService(StreamsService, { append: appending(store, bolt), read: reading(store, bolt) })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, given) =>
      error ? reject(error) : resolve(given),
    ),
  )
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    closeAfter: (appends, how) =>
      new Promise((reached) => {
        Object.assign(bolt, { left: appends, reached, silent: how === 'silent' })
      }),
    open: () => {
      bolt.left = Number.POSITIVE_INFINITY
    },
    stop: () => {
      server.forceShutdown()
      store.close()
    },
  }
}

const appending =
  (store: StreamsClient, bolt: Bolt): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, callback) => {
    const requests: AppendReq[] = []
    call.on('data', (request: AppendReq) => requests.push(request))
    call.on('end', () => {
      if (bolt.left <= 0) return refuse(bolt, () => callback(closed))
      const forwarded = store.append((error, answer) => {
        if (error || !answer?.hasSuccess() || !isOurs(streamOf(requests))) return callback(error, answer)
        if (bolt.left > 1) {
          bolt.left--
          return callback(null, answer)
        }
        refuse(bolt, () => callback(closed))
        if (bolt.left-- === 1) bolt.reached()
      })
      for (const request of requests) forwarded.write(request)
      forwarded.end()
    })
  }

const streamOf = ([first]: AppendReq[]): string =>
  Buffer.from(first?.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? '').toString()

const reading =
  (store: StreamsClient, bolt: Bolt): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) => {
    if (bolt.left <= 0) return refuse(bolt, () => call.emit('error', closed))
    const forwarded = store.read(call.request)
    forwarded.on('data', (part: ReadResp) => call.write(part))
    forwarded.on('end', () => call.end())
    forwarded.on('error', (error) => call.emit('error', error))
    call.on('cancelled', () => forwarded.cancel())
  }
