import type { AllStreamRecordedEvent } from '@eventstore/db-client'
import { toStoredEvent } from '../event-store/read-recorded.ts'
import { isPublishedStream } from '../event-store/stream-names.ts'
import { recordOf } from './cloud-event.ts'
import type { NumberedRecord } from './direct-delivery.ts'

/**
 * Returns the record of an event of `$all`. Undefined for events of other streams (tenants, registers, the
 * store's statistics), which are not published.
 */
export const publishedRecord = (event: AllStreamRecordedEvent): NumberedRecord | undefined => {
  if (!isPublishedStream(event.streamId)) return undefined
  const storedEvent = toStoredEvent({ event })
  // Each event has a prepare position of its own, and a log of 2^53 bytes has no disk.
  return storedEvent && { ...recordOf(storedEvent), offset: Number(event.position.prepare) }
}
