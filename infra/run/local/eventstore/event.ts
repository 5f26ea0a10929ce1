/** What a client asks to append. `id` is a lower-case UUID with dashes. */
export type ProposedEvent = {
  id: string
  type: string
  json: boolean
  data: Uint8Array
  metadata: Uint8Array
}

/** An event as it stands in its stream and in $all. `created` is in milliseconds since 1970. */
export type RecordedEvent = ProposedEvent & {
  stream: string
  revision: number
  position: number
  created: number
}

/** Where an event stands. Positions of $all start at 1 and have no gaps. */
export type Place = { stream: string; revision: number; position: number }

export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | bigint

/** The metadata of stream s is kept in stream $$s. */
export const metastreamOf = (stream: string): string => `$$${stream}`

export const isMetastream = (stream: string): boolean => stream.startsWith('$$')

/** The stream that a metastream speaks of; any other stream is its own. */
export const baseOf = (stream: string): string => (isMetastream(stream) ? stream.slice(2) : stream)

export const sizeOf = (event: ProposedEvent): number =>
  event.data.length + event.metadata.length + event.type.length * 2
