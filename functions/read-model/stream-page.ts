import type { StoredEvent } from '../../infra/event-store/stored-event.ts'

/** The stream of an invoice, or without `invoiceId` that of the tenant, from a revision on. */
export type StreamRequest = { tenantId: string; invoiceId?: string; from: number }

/** Events in order; `next` is the revision to go on from, null at the end of the stream. */
export type StreamPage = { events: StoredEvent[]; next: number | null }
