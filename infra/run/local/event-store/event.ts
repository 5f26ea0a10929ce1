/** What a client asks to append. `id` is a lower-case UUID with dashes. */
export type ProposedEvent = {
  id: string
  type: string
  json: boolean
  data: Uint8Array
  metadata: Uint8Array
}

/** An event in its stream and in $all. `createdMs` is in milliseconds since 1970. */
export type RecordedEvent = ProposedEvent & EventLocation & { createdMs: number }

/** Positions of $all start at 1 and have no gaps. */
export type EventLocation = { stream: string; revision: number; position: number }

/**
 * The revision of the event that hard deletes a stream. EventStoreDB gives it the highest int64, which is
 * more than JavaScript represents exactly: protocol/identifiers.ts translates it.
 */
export const tombstoneRevision = Number.MAX_SAFE_INTEGER

export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | bigint

/** The metadata of stream s is kept in stream $$s. */
export const metastreamOf = (stream: string): string => `$$${stream}`

export const isMetastream = (stream: string): boolean => stream.startsWith('$$')

/** The stream that a metastream belongs to; any other stream itself. */
export const baseStreamOf = (stream: string): string => (isMetastream(stream) ? stream.slice(2) : stream)

/** Bytes of an event as EventStoreDB counts them: data, metadata, and two for each character of the type. */
export const sizeInBytes = (event: ProposedEvent): number =>
  event.data.length + event.metadata.length + event.type.length * 2
