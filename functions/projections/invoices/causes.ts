import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import { isTraced } from '../../../infra/observability/trace.ts'
import type { StreamRecord, Streams } from './batch.ts'

/** A span has no more links than this, and a batch may have 500 records. */
const maxRecords = 100

/**
 * The spans of the commands that caused these records, as `traceparent`. The trace of a batch is its own,
 * because the batch may have records of many requests. Empty when the invocation is not traced.
 */
export const causesOf = (streams: Streams): string[] =>
  isTraced() ? [...new Set(tracedRecords(streams).map(({ producer }) => producer))] : []

/** Describes the spans of the records whose commands were traced. */
export const recordSpansOf = (streams: Streams) =>
  tracedRecords(streams).map(({ record, event, producer }) => ({
    name: `project ${event.type}`,
    producer,
    attributes: {
      'finance.tenant': record.stream.tenantId,
      ...(record.stream.category === 'invoice' && { 'finance.invoice': record.stream.invoiceId }),
      'messaging.system': 'kafka',
      'messaging.destination.partition.id': record.position.partition,
      'messaging.kafka.offset': record.position.offset,
    },
  }))

type TracedRecord = { record: StreamRecord; event: StoredEvent; producer: string }

const tracedRecords = (streams: Streams): TracedRecord[] =>
  [...streams.values()]
    .flat()
    .slice(0, maxRecords)
    .flatMap((record) => {
      const event = readEvent(record)
      const producer = event?.metadata.traceparent
      return event && typeof producer === 'string' ? [{ record, event, producer }] : []
    })

/** Undefined for a record that cannot be read. It is set aside when it is applied. */
const readEvent = ({ value }: StreamRecord): StoredEvent | undefined => {
  try {
    return eventOf(value)
  } catch {
    return undefined
  }
}
