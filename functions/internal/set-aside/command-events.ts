import { registerField } from '../../../domain/numbering/documents.ts'
import { type RecordedEvent, readRecorded } from '../../../infra/event-store/read-recorded.ts'
import { eventName } from '../../../infra/event-store/skips.ts'
import { legalRegisterStream } from '../../../infra/event-store/stream-names.ts'

/**
 * An event, and those that its command appended to the stream with it, such as the credit note of a
 * cancellation. What finished a command later, such as the number of a document or a part of a receipt, is an
 * event of its own. Empty when the store has no event of this revision.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const readCommandEvents = async (stream: string, revision: number): Promise<RecordedEvent[]> => {
  const all = await readRecorded(stream)
  const index = all.findIndex((event) => event.revision === revision)
  const event = all[index]
  if (event === undefined) return []
  const { commandId, causationId } = event.metadata
  const finishes = all.some(({ id }) => id === causationId)
  if (commandId === undefined || finishes) return [event]
  const before = whileTogether(event, all.slice(0, index).reverse())
  return [...before.reverse(), event, ...whileTogether(event, all.slice(index + 1))]
}

/**
 * The events at the beginning of the list that a command appended with this one. A receipt pays an invoice by
 * several events with the same metadata, one after the other; no command appends two events of one type.
 */
const whileTogether = (event: RecordedEvent, next: readonly RecordedEvent[]): RecordedEvent[] => {
  const { commandId, causationId } = event.metadata
  const types = new Set([event.type])
  const end = next.findIndex(({ type, metadata }) => {
    const isTogether = metadata.commandId === commandId && metadata.causationId === causationId
    return !isTogether || types.size === types.add(type).size
  })
  return next.slice(0, end < 0 ? undefined : end)
}

/**
 * Where the legal number of a document was taken, whose event this is: the take in the register that the
 * event names, or what follows from the event in its own stream. Undefined when there is none.
 * @throws EventStoreUnavailable when a stream cannot be read
 */
export const findTakenNumber = async (
  tenantId: string,
  event: RecordedEvent,
): Promise<string | undefined> => {
  const register = (event.data as { register?: unknown } | null)?.register
  const caused = isRegister(register)
    ? await readRecorded(legalRegisterStream(tenantId, register), { from: Math.max(0, register.revision) })
    : await readRecorded(event.stream, { from: event.revision + 1 })
  const taken = caused.find(({ metadata }) => metadata.causationId === event.id)
  return taken && eventName(taken)
}

const isRegister = (value: unknown): value is NonNullable<(typeof registerField)['value']> =>
  registerField.problemWith(value, 'register') === null
