import type { DeleteReq, DeleteResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { invalid } from '../node-error.ts'
import type { Writer } from '../writing/writer.ts'
import { readExpectedRevision } from './append-request.ts'
import { shared, streams } from './generated.ts'
import { readStreamName } from './identifiers.ts'
import { asServiceError, streamDeleted, wrongExpectedVersion } from './service-error.ts'

/** Streams.Delete, the soft delete. The hard delete, Streams.Tombstone, fails with UNIMPLEMENTED. */
export const softDelete =
  (writer: Writer) =>
  (call: ServerUnaryCall<DeleteReq, DeleteResp>, respond: sendUnaryData<DeleteResp>): void => {
    deleteStream(call, writer).then(
      (response) => respond(null, response),
      (error: unknown) => respond(asServiceError(error), null),
    )
  }

const deleteStream = async (
  call: ServerUnaryCall<DeleteReq, DeleteResp>,
  writer: Writer,
): Promise<DeleteResp> => {
  const options = call.request.getOptions()
  if (options === undefined) throw invalid('The options of the delete are missing')
  const stream = readStreamName(options.getStreamIdentifier())
  const expected = readExpectedRevision(options, options.hasRevision() ? options.getRevision() : undefined)
  if (stream.startsWith('$$')) throw invalid('A metadata stream cannot be deleted')
  const isAbandoned = () => call.cancelled
  const outcome = await writer.write({ kind: 'softDelete', stream, expected, isAbandoned })
  switch (outcome.kind) {
    case 'written':
      return responseAt(outcome.position)
    case 'wrongExpectedRevision':
      throw wrongExpectedVersion(stream, expected, outcome.current)
    case 'streamDeleted':
      throw streamDeleted(stream)
    case 'abandoned':
      throw invalid('The call was cancelled before the stream was deleted')
  }
}

const responseAt = (position: number | undefined): DeleteResp => {
  if (position === undefined) return new streams.DeleteResp().setNoPosition(new shared.Empty())
  return new streams.DeleteResp().setPosition(
    new streams.DeleteResp.Position()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position)),
  )
}
