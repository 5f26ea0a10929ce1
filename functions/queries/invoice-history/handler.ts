import * as z from 'zod'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceId } from '../../contract/inputs/fields.ts'
import { found, query } from '../../read-model/query.ts'
import { invoiceStreamOf } from '../../read-model/streams.ts'

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

/** Undecoded, because an event that this code cannot read is just what somebody looks for here. */
const entry = (stored: StoredEvent) => {
  const { revision, type, created, metadata } = stored
  const data = stored.data as Readonly<Record<string, unknown>>
  return {
    revision,
    type,
    at: told(data.at) ?? told(data.issuedAt) ?? created,
    by: String(metadata.actor),
    reason: told(data.reason),
    correlationId: String(metadata.correlationId),
    data,
  }
}

const told = (value: unknown): string | null => (typeof value === 'string' ? value : null)
