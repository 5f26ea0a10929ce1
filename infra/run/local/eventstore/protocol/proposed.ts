import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js'
import type { ExpectedRevision, ProposedEvent } from '../event.ts'
import { invalid } from '../node-error.ts'
import { readUuid } from './identity.ts'

/**
 * EventStoreDB's default limit of one append, counted as it counts: data, metadata and type of all its events. An append
 * that passes here passes there.
 */
export const maxAppendSize = 1024 * 1024

/** Throws INVALID_ARGUMENT. The content is not looked into: EventStoreDB stores what it is given. */
export const readProposed = (
  message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage,
): ProposedEvent => {
  const metadata = message.getMetadataMap()
  const type = metadata.get('type')
  const contentType = metadata.get('content-type')
  if (type === undefined || type === '') throw invalid('The metadata of an event must hold its "type"')
  if (type.includes('\0')) throw invalid('An event type cannot hold the character U+0000')
  if (contentType === undefined) throw invalid('The metadata of an event must hold its "content-type"')
  return {
    id: readUuid(message.getId(), 'The id of an event'),
    type,
    json: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  }
}

type ExpectedOptions = { hasNoStream(): boolean; hasStreamExists(): boolean; hasAny(): boolean }

/** `revision` is the exact one when the request names it. */
export const readExpected = (options: ExpectedOptions, revision: string | undefined): ExpectedRevision => {
  if (revision !== undefined) return BigInt(revision)
  if (options.hasNoStream()) return 'no_stream'
  if (options.hasStreamExists()) return 'stream_exists'
  if (options.hasAny()) return 'any'
  throw invalid('The expected revision is missing: any, no_stream, stream_exists or a number')
}
