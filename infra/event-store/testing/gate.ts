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

export const startGate = async (target: number): Promise<StoreGate> => {
  const store = new StreamsClient(`127.0.0.1:${target}`, credentials.createInsecure())
  let left = Number.POSITIVE_INFINITY
  let reached = () => {}
  let silent = false
  const refuse = (answer: () => void): void => {
    if (!silent) answer()
  }

  const append: handleClientStreamingCall<AppendReq, AppendResp> = (call, callback) => {
    const requests: AppendReq[] = []
    call.on('data', (request: AppendReq) => requests.push(request))
    call.on('end', () => {
      if (left <= 0) return refuse(() => callback(closed))
      const stream = Buffer.from(requests[0]?.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? '').toString()
      const forwarded = store.append((error, answer) => {
        if (error || !answer?.hasSuccess() || !isOurs(stream)) return callback(error, answer)
        if (left <= 0) return refuse(() => callback(closed))
        left--
        if (left > 0) return callback(null, answer)
        refuse(() => callback(closed))
        reached()
      })
      for (const request of requests) forwarded.write(request)
      forwarded.end()
    })
  }

  const read: handleServerStreamingCall<ReadReq, ReadResp> = (call) => {
    if (left <= 0) return refuse(() => call.emit('error', closed))
    const forwarded = store.read(call.request)
    forwarded.on('data', (part: ReadResp) => call.write(part))
    forwarded.on('end', () => call.end())
    forwarded.on('error', (error) => call.emit('error', error))
    call.on('cancelled', () => forwarded.cancel())
  }

  const server = new Server()
  server.addService(StreamsService, { append, read })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, given) => (error ? reject(error) : resolve(given))),
  )
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    closeAfter: (appends, how) =>
      new Promise((resolve) => {
        silent = how === 'silent'
        left = appends
        reached = resolve
      }),
    open: () => {
      left = Number.POSITIVE_INFINITY
    },
    stop: () => {
      server.forceShutdown()
      store.close()
    },
  }
}
