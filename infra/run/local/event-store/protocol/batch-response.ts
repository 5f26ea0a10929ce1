import type { UUID } from '@eventstore/db-client/generated/shared_pb.js'
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import { messageOf } from '../node-error.ts'
import { packAny, status as rpc, shared, streams } from './generated.ts'

/** The fields of a request that its response repeats. */
export type RepeatedFields = { correlationId: UUID | undefined; options: BatchAppendReq.Options | undefined }

/**
 * The google.rpc.Status of a failed append. `name` is that of the wrapped message, by which the client
 * recognises the error.
 */
export type BatchFailure = { code: number; message: string; name: string; bytes: Uint8Array }

const failure = (
  code: number,
  message: string,
  name: string,
  wrapped: { serializeBinary(): Uint8Array },
): BatchFailure => ({
  code,
  message,
  name: `event_store.client.${name}`,
  bytes: wrapped.serializeBinary(),
})

export const timeout = (): BatchFailure =>
  failure(status.DEADLINE_EXCEEDED, 'The deadline of the append has passed', 'Timeout', new shared.Timeout())

export const tooLarge = (maxBytes: number): BatchFailure =>
  failure(
    status.INVALID_ARGUMENT,
    `Maximum Append Size of ${maxBytes} Exceeded.`,
    'MaximumAppendSizeExceeded',
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxBytes),
  )

export const streamDeletedFailure = (options: BatchAppendReq.Options): BatchFailure =>
  failure(
    status.FAILED_PRECONDITION,
    'The stream is deleted',
    'StreamDeleted',
    new shared.StreamDeleted().setStreamIdentifier(options.getStreamIdentifier()),
  )

export const badRequest = (error: unknown): BatchFailure =>
  failure(
    status.INVALID_ARGUMENT,
    messageOf(error),
    'BadRequest',
    new shared.BadRequest().setMessage(messageOf(error)),
  )

export const wrongRevision = (options: BatchAppendReq.Options, current: number | undefined): BatchFailure => {
  const wrong = new shared.WrongExpectedVersion()
  if (current !== undefined) wrong.setCurrentStreamRevision(String(current))
  else wrong.setCurrentNoStream(new shared.Empty())
  if (options.hasStreamPosition()) wrong.setExpectedStreamPosition(options.getStreamPosition())
  if (options.hasNoStream()) wrong.setExpectedNoStream(options.getNoStream())
  if (options.hasStreamExists()) wrong.setExpectedStreamExists(options.getStreamExists())
  if (options.hasAny()) wrong.setExpectedAny(options.getAny())
  return failure(
    status.FAILED_PRECONDITION,
    'Append failed due to WrongExpectedVersion',
    'WrongExpectedVersion',
    wrong,
  )
}

export const failureResponse = (
  fields: RepeatedFields,
  { code, message, name, bytes }: BatchFailure,
): BatchAppendResp => {
  const error = new rpc.Status().setCode(code).setMessage(message).setDetails(packAny(bytes, name))
  return responseWith(fields).setError(error)
}

export const successResponse = (
  fields: RepeatedFields,
  revision: number | undefined,
  position: number | undefined,
): BatchAppendResp => {
  const success = new streams.BatchAppendResp.Success()
  if (revision === undefined) success.setNoStream(new shared.Empty())
  else success.setCurrentRevision(String(revision))
  if (position === undefined) success.setNoPosition(new shared.Empty())
  else
    success.setPosition(
      new shared.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position)),
    )
  return responseWith(fields).setSuccess(success)
}

const responseWith = ({ correlationId, options }: RepeatedFields): BatchAppendResp => {
  const response = new streams.BatchAppendResp()
    .setCorrelationId(correlationId)
    .setStreamIdentifier(options?.getStreamIdentifier() ?? new shared.StreamIdentifier())
  if (options === undefined) return response
  if (options.hasStreamPosition()) response.setStreamPosition(options.getStreamPosition())
  if (options.hasNoStream()) response.setNoStream(options.getNoStream())
  if (options.hasAny()) response.setAny(options.getAny())
  if (options.hasStreamExists()) response.setStreamExists(options.getStreamExists())
  return response
}
