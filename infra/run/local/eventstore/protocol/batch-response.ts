import type { UUID } from '@eventstore/db-client/generated/shared_pb.js'
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import { messageOf } from '../node-error.ts'
import { packed, status as rpc, shared, streams } from './generated.ts'

/** What of a request its answer repeats. */
export type Addressed = { correlationId: UUID | undefined; options: BatchAppendReq.Options | undefined }

/** The google.rpc.Status of a refused append; the client recognises it by the name of the wrapped message. */
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

export const tooLarge = (limit: number): BatchFailure =>
  failure(
    status.INVALID_ARGUMENT,
    `An append may hold ${limit} bytes`,
    'MaximumAppendSizeExceeded',
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(limit),
  )

export const deleted = (options: BatchAppendReq.Options): BatchFailure =>
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

export const failed = (to: Addressed, { code, message, name, bytes }: BatchFailure): BatchAppendResp =>
  addressed(to).setError(new rpc.Status().setCode(code).setMessage(message).setDetails(packed(bytes, name)))

export const succeeded = (
  to: Addressed,
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
  return addressed(to).setSuccess(success)
}

const addressed = ({ correlationId, options }: Addressed): BatchAppendResp => {
  const answer = new streams.BatchAppendResp()
    .setCorrelationId(correlationId)
    .setStreamIdentifier(options?.getStreamIdentifier() ?? new shared.StreamIdentifier())
  if (options === undefined) return answer
  if (options.hasStreamPosition()) answer.setStreamPosition(options.getStreamPosition())
  if (options.hasNoStream()) answer.setNoStream(options.getNoStream())
  if (options.hasAny()) answer.setAny(options.getAny())
  if (options.hasStreamExists()) answer.setStreamExists(options.getStreamExists())
  return answer
}
