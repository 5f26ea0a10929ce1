import { excerpt } from '../text/read.ts'
import type { Declaration } from './declaration.ts'

/**
 * Characters of the longest message about a stored event. A message is logged, and it may name a field or an
 * id of an event that has any length.
 */
export const maxEventMessageLength = 500

/** An event as it is stored. `version` is stored in the metadata. */
export type EncodedEvent = Readonly<{
  type: string
  version: number
  data: Readonly<Record<string, unknown>>
}>

/**
 * A stored event that this code cannot read. Nothing after it is read, because a guess could falsify the
 * accounts.
 */
export class EventUndecodable extends Error {
  readonly code: 'EVENT_TYPE_UNKNOWN' | 'EVENT_VERSION_UNKNOWN' | 'EVENT_DATA_INVALID'

  constructor(code: EventUndecodable['code'], message: string, options?: ErrorOptions) {
    super(excerpt(message, maxEventMessageLength), options)
    this.name = 'EventUndecodable'
    this.code = code
  }
}

const unknownType = (type: string): EventUndecodable =>
  new EventUndecodable('EVENT_TYPE_UNKNOWN', `${type} is not an event of this stream`)

/**
 * The event of stored data in any supported version: upcasts convert the data to the newest version, whose
 * shape is then checked.
 * @throws EventUndecodable when this code does not support the type, the version or the data
 */
export const decode = <Event>(declarations: readonly Declaration[], stored: EncodedEvent): Event => {
  const declaration = declarations.find(({ type }) => type === stored.type)
  if (!declaration) throw unknownType(stored.type)
  if (!Number.isInteger(stored.version) || stored.version < 1 || stored.version > declaration.version) {
    throw new EventUndecodable(
      'EVENT_VERSION_UNKNOWN',
      `${stored.type} has version ${stored.version}; this code supports 1 to ${declaration.version}`,
    )
  }
  const data = upcastData(declaration, stored)
  const problem = declaration.data.problemWith(data, stored.type)
  if (problem !== null) throw new EventUndecodable('EVENT_DATA_INVALID', problem)
  return { type: stored.type, ...data } as Event
}

/** An upcast expects the shape of its version, and stored data that lacks it may make the upcast throw. */
const upcastData = (
  { upcasts }: Declaration,
  { type, version, data }: EncodedEvent,
): EncodedEvent['data'] => {
  try {
    return upcasts.slice(version - 1).reduce((older, upcast) => upcast(older), data)
  } catch (cause) {
    const message = `${type} of version ${version} does not have the shape of its version`
    throw new EventUndecodable('EVENT_DATA_INVALID', message, { cause })
  }
}

/**
 * The event as it is stored: its type, the newest version, and its other fields as data.
 * @throws EventUndecodable when the type is unknown or the data does not have its shape
 */
export const encode = (
  declarations: readonly Declaration[],
  event: Readonly<{ type: string }>,
): EncodedEvent => {
  const { type, ...data } = event
  const declaration = declarations.find((one) => one.type === type)
  if (!declaration) throw unknownType(type)
  const problem = declaration.data.problemWith(data, type)
  if (problem !== null) throw new EventUndecodable('EVENT_DATA_INVALID', problem)
  return { type, version: declaration.version, data }
}

/**
 * The paths of the personal fields of an event type, such as `.buyer.nid`. They must not be in logs, metrics
 * or headers.
 */
export const personalFields = (declarations: readonly Declaration[], type: string): readonly string[] =>
  declarations.find((one) => one.type === type)?.data.personal ?? []
