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
import { parseStream } from '../stream-names.ts'

/** A gRPC server between a client and a store, which forwards calls and can close right after an append. */
export type StoreGate = {
  connectionString: string
  /**
   * Forwards this many more appends to our streams, then closes; resolves when the last one is committed. The
   * last append and all later calls fail with UNAVAILABLE, as if the caller had crashed there. With 'silent'
   * they get no response at all.
   */
  closeAfter(appends: number, how?: 'silent'): Promise<void>
  open(): void
  stop(): void
}

const closed = { code: status.UNAVAILABLE, details: 'the gate is closed' }
const isOurs = (stream: string): boolean => parseStream(stream) !== undefined

/** `remaining` appends still pass; `onClosed` is called when the last one is committed. */
type GateState = { remaining: number; onClosed(): void; silent: boolean }

const reject = ({ silent }: GateState, respond: () => void): void => {
  if (!silent) respond()
}

/** Listens on a free port and forwards to the store on `storePort`. */
export const startGate = async (storePort: number): Promise<StoreGate> => {
  const store = new StreamsClient(`127.0.0.1:${storePort}`, credentials.createInsecure())
  const state: GateState = { remaining: Number.POSITIVE_INFINITY, onClosed: () => {}, silent: false }
  const server = new Server()
  server.addService(StreamsService, { append: forwardAppend(store, state), read: forwardRead(store, state) })
  const port = await new Promise<number>((resolve, fail) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : resolve(bound),
    ),
  )
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    closeAfter: (appends, how) =>
      new Promise((resolve) => {
        Object.assign(state, { remaining: appends, onClosed: resolve, silent: how === 'silent' })
      }),
    open: () => {
      state.remaining = Number.POSITIVE_INFINITY
    },
    stop: () => {
      server.forceShutdown()
      store.close()
    },
  }
}

const forwardAppend =
  (store: StreamsClient, state: GateState): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, callback) => {
    const requests: AppendReq[] = []
    call.on('data', (request: AppendReq) => requests.push(request))
    call.on('end', () => {
      if (state.remaining <= 0) return reject(state, () => callback(closed))
      const forwarded = store.append((error, response) => {
        if (error || !response?.hasSuccess() || !isOurs(streamOf(requests))) return callback(error, response)
        if (state.remaining > 1) {
          state.remaining--
          return callback(null, response)
        }
        reject(state, () => callback(closed))
        if (state.remaining-- === 1) state.onClosed()
      })
      for (const request of requests) forwarded.write(request)
      forwarded.end()
    })
  }

const streamOf = ([first]: AppendReq[]): string =>
  Buffer.from(first?.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? '').toString()

const forwardRead =
  (store: StreamsClient, state: GateState): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) => {
    if (state.remaining <= 0) return reject(state, () => call.emit('error', closed))
    const forwarded = store.read(call.request)
    forwarded.on('data', (part: ReadResp) => call.write(part))
    forwarded.on('end', () => call.end())
    forwarded.on('error', (error) => call.emit('error', error))
    call.on('cancelled', () => forwarded.cancel())
  }
