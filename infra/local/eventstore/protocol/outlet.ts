import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'
import { NodeError } from '../node-error.ts'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** The way out to one reader. `send` waits when the reader is slower than we are; the signal tells that it is gone. */
export const outlet = (call: ReadCall) => {
  const gone = new AbortController()
  const leave = () => gone.abort()
  call.once('cancelled', leave)
  call.once('close', leave)
  call.once('error', leave)
  return {
    signal: gone.signal,
    leave,
    async send(response: ReadResp): Promise<void> {
      if (gone.signal.aborted) throw new NodeError('CANCELLED', 'The reader is gone')
      if (!call.write(response)) await drained(call, gone.signal)
    },
  }
}

export type Outlet = ReturnType<typeof outlet>

const drained = (call: ReadCall, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      call.removeListener('drain', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    call.once('drain', done)
    signal.addEventListener('abort', done)
  })
