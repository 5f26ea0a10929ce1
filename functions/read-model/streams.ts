import type { StoredEvent } from '../../infra/event-store/stored-event.ts'
import { invoke } from '../../infra/lambda/invoke.ts'

/**
 * What `read-stream` is invoked with: the stream of an invoice, or without `invoiceId` that of the tenant,
 * from a revision on.
 */
export type StreamRequest = { tenantId: string; invoiceId?: string; from: number }

/**
 * What `read-stream` returns: events in order, and the revision of the next page; null at the end of the
 * stream.
 */
export type StreamPage = { events: StoredEvent[]; next: number | null }

export const readInvoiceStream = (tenantId: string, invoiceId: string): Promise<StoredEvent[]> =>
  readWholeStream({ tenantId, invoiceId })

export const readTenantStream = (tenantId: string): Promise<StoredEvent[]> => readWholeStream({ tenantId })

/** Reads through the private function `read-stream`, because a query has no event store client. */
const readWholeStream = async (stream: Omit<StreamRequest, 'from'>): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = []
  for (let from: number | null = 0; from !== null; ) {
    const request: StreamRequest = { ...stream, from }
    const page = (await invoke('read-stream', request, 'RequestResponse')) as StreamPage
    events.push(...page.events)
    from = page.next
  }
  return events
}
