import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import { isTraced } from '../../../infra/observability/trace.ts'
import type { InvoiceRecord } from './batch.ts'
import type { Streams } from './project-tenant.ts'

/** A span has no more links than this, and a batch may have 500 records. */
const maxRecords = 100

/**
 * The spans of the commands that caused these records, as `traceparent`. The trace of a batch is its own,
 * because the batch may have records of many requests. Empty when the invocation is not traced.
 */
export const causesOf = (streams: Streams): string[] => {
  if (!isTraced()) return []
  const records = [...streams.values()].flat().slice(0, maxRecords)
  return [...new Set(records.flatMap(causeOf))]
}

const causeOf = ({ value }: InvoiceRecord): string[] => {
  try {
    const { traceparent } = eventOf(value).metadata
    return typeof traceparent === 'string' ? [traceparent] : []
  } catch {
    // The record is set aside when it is applied.
    return []
  }
}
