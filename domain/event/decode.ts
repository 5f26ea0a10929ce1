import type { Declaration } from './declaration.ts'

/** An event in the form in which it is stored. `version` goes into the metadata. */
export type EncodedEvent = Readonly<{
  type: string
  version: number
  data: Readonly<Record<string, unknown>>
}>

/** A stored event that this code cannot read. It stops its stream: nothing is guessed. */
export class EventUndecodable extends Error {
  readonly code: 'EVENT_TYPE_UNKNOWN' | 'EVENT_VERSION_UNKNOWN' | 'EVENT_DATA_INVALID'

  constructor(code: EventUndecodable['code'], message: string) {
    super(message)
    this.name = 'EventUndecodable'
    this.code = code
  }
}

/**
 * Reads stored data of any known version: upcasts it version by version, then checks it against the newest shape.
 * Throws EventUndecodable; a version newer than this code knows is EVENT_VERSION_UNKNOWN.
 */
export const decode = <Event>(declarations: readonly Declaration[], stored: EncodedEvent): Event => {
  const declaration = declarations.find(({ type }) => type === stored.type)
  if (!declaration)
    throw new EventUndecodable('EVENT_TYPE_UNKNOWN', `${stored.type} is no event of this stream`)
  if (!Number.isInteger(stored.version) || stored.version < 1 || stored.version > declaration.version) {
    throw new EventUndecodable(
      'EVENT_VERSION_UNKNOWN',
      `${stored.type} has version ${stored.version}; this code knows 1 to ${declaration.version}`,
    )
  }
  const data = declaration.upcasts
    .slice(stored.version - 1)
    .reduce((older, upcast) => upcast(older), stored.data)
  const wrong = declaration.data.wrong(data, stored.type)
  if (wrong !== null) throw new EventUndecodable('EVENT_DATA_INVALID', wrong)
  return { type: stored.type, ...data } as Event
}

/** The event as it is stored: its type, the newest version, and the other fields as data. */
export const encode = (
  declarations: readonly Declaration[],
  event: Readonly<{ type: string }>,
): EncodedEvent => {
  const { type, ...data } = event
  const declaration = declarations.find((one) => one.type === type)
  if (!declaration) throw new EventUndecodable('EVENT_TYPE_UNKNOWN', `${type} is no event of this stream`)
  const wrong = declaration.data.wrong(data, type)
  if (wrong !== null) throw new EventUndecodable('EVENT_DATA_INVALID', wrong)
  return { type, version: declaration.version, data }
}

/** The personal fields of an event type, such as `.buyer.nid`: never to be logged, measured or sent in headers. */
export const personalFields = (declarations: readonly Declaration[], type: string): readonly string[] =>
  declarations.find((one) => one.type === type)?.data.personal ?? []
