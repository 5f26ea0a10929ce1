import * as z from 'zod'
import { refusals } from '../../../domain/refusal/catalogue.ts'
import type { Entry } from '../../../domain/refusal/entry.ts'
import { fillTemplate } from '../../../domain/refusal/template.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { annotate } from '../../../infra/observability/trace.ts'
import { optional } from '../../contract/inputs/fields.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { query } from '../../read-model/query.ts'
import { readStreamPage, type StreamName } from '../../read-model/streams.ts'

const maxEntries = 100
/**
 * One event may have 256 kB and more. A page of several of them kept a processor busy for a sixth of a
 * second.
 */
const maxBytes = 512 * 1024

const input = z.strictObject({
  id: invoiceId,
  first: optional(
    z.int().min(1, 'is not a page size: 1 to 100').max(maxEntries, 'is not a page size: 1 to 100'),
  ),
  after: optional(z.int().min(0, 'is not a revision: revisions begin at 0')),
})

/**
 * A page of the stored events of the invoice, with actor, time and reason; null when the tenant has no such
 * invoice. The page ends before it is too large for a response.
 */
export const handler = query({
  name: 'invoiceHistory',
  operation: 'invoiceHistory',
  input,
  answer: async ({ input: { id, first = maxEntries, after = -1 }, tenantId, selected }) => {
    annotate({ 'finance.invoice': id })
    const stream = { tenantId, invoiceId: id }
    const limits = { maxEvents: first, maxBytes: Math.min(maxBytes, selected.maxBytes) }
    const { events, next } = await readStreamPage({ ...stream, from: after + 1, ...limits })
    if (events.length === 0 && !(await exists(stream))) return answerWith(null)
    const entries = events.map((stored, index) => {
      const hasNext = next !== null || index < events.length - 1
      return { ...entryOf(stored), ...(selected.has('data') ? { data: dataOf(stored) } : {}), hasNext }
    })
    return answerWith(entries)
  },
})

const exists = async (stream: StreamName): Promise<boolean> => {
  const { events } = await readStreamPage({ ...stream, from: 0, maxEvents: 1 })
  return events.length > 0
}

/** A skipped event that is not JSON has no data. */
const dataOf = ({ data }: StoredEvent) => (data ?? {}) as Readonly<Record<string, unknown>>

/** Not decoded, so that the history also shows an event that this version of the service cannot decode. */
const entryOf = (stored: StoredEvent) => {
  const { revision, type, created, metadata, skipped = null } = stored
  const data = dataOf(stored)
  return {
    revision,
    type,
    at: textOrNull(data.at) ?? textOrNull(data.issuedAt) ?? created,
    by: String(metadata.actor),
    reason: textOrNull(data.reason) ?? (type === 'ReceiptPartRefused' ? refusalIn(data) : null),
    correlationId: String(metadata.correlationId),
    skipped,
  }
}

/**
 * Why the invoice refused a part of a receipt: the message of its code, null for a code of a later release.
 */
const refusalIn = ({ code, params }: Readonly<Record<string, unknown>>): string | null => {
  const entry = new Map<unknown, Entry>(Object.entries(refusals)).get(code)
  return entry && isParams(params) ? fillTemplate(entry.message, params) : null
}

const isParams = (value: unknown): value is Parameters<typeof fillTemplate>[1] =>
  typeof value === 'object' && value !== null

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
