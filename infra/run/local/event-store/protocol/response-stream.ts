import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'
import { NodeError } from '../node-error.ts'
import { abortWhenGone, waitForDrain } from './client-gone.ts'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** The responses to one reader. `signal` is aborted when the reader is gone, and by `abort`. */
export const responseStream = (call: ReadCall) => {
  const gone = abortWhenGone(call)
  return {
    signal: gone.signal,
    abort: () => gone.abort(),
    /**
     * Sends a response; waits while the reader is slower than the node.
     * @throws CANCELLED when the reader is gone
     */
    async send(response: ReadResp): Promise<void> {
      if (gone.signal.aborted) throw new NodeError('CANCELLED', 'The reader is gone')
      if (!call.write(response)) await waitForDrain(call, gone.signal)
    },
  }
}

export type ResponseStream = ReturnType<typeof responseStream>
