import type { DeleteReq, DeleteResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { invalid } from '../node-error.ts'
import type { Writer } from '../writing/writer.ts'
import { shared, streams } from './generated.ts'
import { readStreamName } from './identity.ts'
import { readExpected } from './proposed.ts'
import { asServiceError, streamDeleted, wrongExpectedVersion } from './status.ts'

/** Streams.Delete: the soft delete. (Tombstone, the hard one, answers UNIMPLEMENTED.) */
export const softDelete =
  (writer: Writer) =>
  (call: ServerUnaryCall<DeleteReq, DeleteResp>, answer: sendUnaryData<DeleteResp>): void => {
    deleted(call, writer).then(
      (response) => answer(null, response),
      (error: unknown) => answer(asServiceError(error), null),
    )
  }

const deleted = async (call: ServerUnaryCall<DeleteReq, DeleteResp>, writer: Writer): Promise<DeleteResp> => {
  const options = call.request.getOptions()
  if (options === undefined) throw invalid('The options of the delete are missing')
  const stream = readStreamName(options.getStreamIdentifier())
  const expected = readExpected(options, options.hasRevision() ? options.getRevision() : undefined)
  if (stream.startsWith('$$')) throw invalid('A metadata stream cannot be deleted')
  const outcome = await writer.write({
    kind: 'softDelete',
    stream,
    expected,
    abandoned: () => call.cancelled,
  })
  switch (outcome.kind) {
    case 'written':
      return response(outcome.position)
    case 'wrongExpectedRevision':
      throw wrongExpectedVersion(stream, expected, outcome.current)
    case 'streamDeleted':
      throw streamDeleted(stream)
    case 'abandoned':
      throw invalid('The call was given up before it was written')
  }
}

const response = (position: number | undefined): DeleteResp => {
  if (position === undefined) return new streams.DeleteResp().setNoPosition(new shared.Empty())
  const place = new streams.DeleteResp.Position()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position))
  return new streams.DeleteResp().setPosition(place)
}
