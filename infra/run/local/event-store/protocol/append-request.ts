import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js'
import type { ExpectedRevision, ProposedEvent } from '../event.ts'
import { invalid } from '../node-error.ts'
import { readUuid } from './identifiers.ts'

/**
 * EventStoreDB's default limit of one append, counted in the same way: data, metadata and type of all its
 * events. An append that is accepted here is accepted there.
 */
export const maxAppendBytes = 1024 * 1024

/**
 * The event of a message. Its data and metadata are not parsed: EventStoreDB stores any bytes.
 * @throws INVALID_ARGUMENT when the id, the type or the content type is missing or malformed
 */
export const readProposedEvent = (
  message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage,
): ProposedEvent => {
  const metadata = message.getMetadataMap()
  const type = metadata.get('type')
  const contentType = metadata.get('content-type')
  if (type === undefined || type === '') throw invalid('The metadata of an event must contain its "type"')
  if (type.includes('\0')) throw invalid('An event type cannot contain the character U+0000')
  if (contentType === undefined) throw invalid('The metadata of an event must contain its "content-type"')
  return {
    id: readUuid(message.getId(), 'The id of an event'),
    type,
    json: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  }
}

type ExpectedOptions = { hasNoStream(): boolean; hasStreamExists(): boolean; hasAny(): boolean }

/**
 * The expected revision of a request; `revision` is the exact one when the request has it.
 * @throws INVALID_ARGUMENT when the request has none
 */
export const readExpectedRevision = (
  options: ExpectedOptions,
  revision: string | undefined,
): ExpectedRevision => {
  if (revision !== undefined) return BigInt(revision)
  if (options.hasNoStream()) return 'no_stream'
  if (options.hasStreamExists()) return 'stream_exists'
  if (options.hasAny()) return 'any'
  throw invalid('The expected revision is missing: it must be any, no_stream, stream_exists or a number')
}
