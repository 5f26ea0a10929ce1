import * as z from 'zod'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceId } from '../../contract/inputs/fields.ts'
import { answerWith, query } from '../../read-model/query.ts'
import { readInvoiceStream } from '../../read-model/streams.ts'

/**
 * The stored events of the invoice, with actor, time and reason; null when the tenant has no such invoice.
 */
export const handler = query({
  name: 'invoiceHistory',
  operation: 'invoiceHistory',
  input: z.strictObject({ id: invoiceId }),
  answer: async ({ input, tenantId }) => {
    const events = await readInvoiceStream(tenantId, input.id)
    return answerWith(events.length === 0 ? null : events.map(entryOf))
  },
})

/** Not decoded, so that the history also shows an event that this version of the service cannot decode. */
const entryOf = (stored: StoredEvent) => {
  const { revision, type, created, metadata } = stored
  const data = stored.data as Readonly<Record<string, unknown>>
  return {
    revision,
    type,
    at: textOrNull(data.at) ?? textOrNull(data.issuedAt) ?? created,
    by: String(metadata.actor),
    reason: textOrNull(data.reason),
    correlationId: String(metadata.correlationId),
    data,
  }
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
