import * as z from 'zod'
import { happenedAt } from '../../../domain/invoice/happened.ts'
import { invoiceId } from '../../inputs/fields.ts'
import { recorded, type Stored } from '../../streams/aggregate.ts'
import { invoices } from '../../streams/invoice.ts'
import { found, query } from '../query.ts'
import { invoiceStreamOf } from '../streams.ts'

/** Every event of the invoice as it is stored, with who, when and why; null when the tenant has no such invoice. */
export const handler = query({
  name: 'invoiceHistory',
  operation: 'invoiceHistory',
  input: z.strictObject({ id: invoiceId }),
  answer: async ({ input, tenantId }) => {
    const events = await invoiceStreamOf(tenantId, input.id)
    return found(events.length === 0 ? null : events.map(entry))
  },
})

const entry = (stored: Stored) => {
  const { revision, type, data, metadata } = stored
  return {
    revision,
    type,
    at: happenedAt(recorded(invoices, stored).event),
    by: String(metadata.actor),
    reason: reasonOf(data),
    correlationId: String(metadata.correlationId),
    data,
  }
}

const reasonOf = (data: unknown): string | null =>
  typeof data === 'object' && data !== null && 'reason' in data && typeof data.reason === 'string' ? data.reason : null
