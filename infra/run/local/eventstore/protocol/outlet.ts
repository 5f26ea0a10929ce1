import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'
import { NodeError } from '../node-error.ts'
import { departure, drained } from './departure.ts'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** The way out to one reader. `send` waits when the reader is slower than we are; the signal tells that it is gone. */
export const outlet = (call: ReadCall) => {
  const gone = departure(call)
  return {
    signal: gone.signal,
    leave: () => gone.abort(),
    async send(response: ReadResp): Promise<void> {
      if (gone.signal.aborted) throw new NodeError('CANCELLED', 'The reader is gone')
      if (!call.write(response)) await drained(call, gone.signal)
    },
  }
}

export type Outlet = ReturnType<typeof outlet>
