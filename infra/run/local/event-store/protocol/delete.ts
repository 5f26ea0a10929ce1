import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { invalid } from '../node-error.ts'
import type { DeleteRequest } from '../writing/write-request.ts'
import type { Writer } from '../writing/writer.ts'
import { readExpectedRevision } from './append-request.ts'
import { shared, streams } from './generated.ts'
import { readStreamName } from './identifiers.ts'
import { asServiceError, deleteFailed, streamDeleted } from './service-error.ts'

/** Streams.Delete: the soft delete, after which the stream can be written to again. */
export const softDelete =
  (writer: Writer) =>
  (call: ServerUnaryCall<DeleteReq, DeleteResp>, respond: sendUnaryData<DeleteResp>): void => {
    deleteStream('softDelete', call, writer).then(
      (position) => respond(null, deleteResponse(position)),
      (error: unknown) => respond(asServiceError(error), null),
    )
  }

/** Streams.Tombstone: the hard delete, after which the stream can never be written to again. */
export const tombstone =
  (writer: Writer) =>
  (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, respond: sendUnaryData<TombstoneResp>): void => {
    deleteStream('tombstone', call, writer).then(
      (position) => respond(null, tombstoneResponse(position)),
      (error: unknown) => respond(asServiceError(error), null),
    )
  }

/** Returns the position of the event that deletes the stream. */
const deleteStream = async (
  kind: DeleteRequest['kind'],
  call: ServerUnaryCall<DeleteReq | TombstoneReq, unknown>,
  writer: Writer,
): Promise<number | undefined> => {
  const options = call.request.getOptions()
  if (options === undefined) throw invalid('The options of the delete are missing')
  const stream = readStreamName(options.getStreamIdentifier())
  const expected = readExpectedRevision(options, options.hasRevision() ? options.getRevision() : undefined)
  if (stream.startsWith('$$')) throw invalid('A metadata stream cannot be deleted')
  const isAbandoned = () => call.cancelled
  const outcome = await writer.write({ kind, stream, expected, isAbandoned })
  switch (outcome.kind) {
    case 'written':
      return outcome.position
    case 'wrongExpectedRevision':
      throw deleteFailed(stream, expected, outcome.current)
    case 'streamDeleted':
      throw streamDeleted(stream)
    case 'abandoned':
      throw invalid('The call was cancelled before the stream was deleted')
  }
}

const deleteResponse = (position: number | undefined): DeleteResp => {
  const response = new streams.DeleteResp()
  if (position === undefined) return response.setNoPosition(new shared.Empty())
  const both = String(position)
  return response.setPosition(
    new streams.DeleteResp.Position().setCommitPosition(both).setPreparePosition(both),
  )
}

const tombstoneResponse = (position: number | undefined): TombstoneResp => {
  const response = new streams.TombstoneResp()
  if (position === undefined) return response.setNoPosition(new shared.Empty())
  const both = String(position)
  return response.setPosition(
    new streams.TombstoneResp.Position().setCommitPosition(both).setPreparePosition(both),
  )
}
