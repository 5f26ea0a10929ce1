import { refusalType } from '../../../domain/event/codec.ts'
import type { RecordedEvent } from '../../../infra/event-store/read-recorded.ts'

/**
 * An event, and those that its command appended to the stream with it, such as the credit note of a
 * cancellation. What finished a command later, such as the number of a document or a part of a receipt, is an
 * event of its own. Empty when the stream has no event of this revision.
 */
export const eventsOfCommand = (all: readonly RecordedEvent[], revision: number): RecordedEvent[] => {
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
 * several events with the same metadata, one after the other; no command appends two events of one type. A
 * refusal was an attempt of its own: a client that sends the command again may send the same request id.
 */
const whileTogether = (event: RecordedEvent, next: readonly RecordedEvent[]): RecordedEvent[] => {
  const { commandId, causationId } = event.metadata
  const types = new Set([event.type])
  const end = next.findIndex(({ type, metadata }) => {
    const isTogether = metadata.commandId === commandId && metadata.causationId === causationId
    return !isTogether || type === refusalType || types.size === types.add(type).size
  })
  return next.slice(0, end < 0 ? undefined : end)
}
