import type { StoredEvent } from '../../infra/event-store/stored-event.ts'
import { invoke } from '../../infra/lambda/invoke.ts'
import type { StreamPage, StreamRequest } from './stream-page.ts'

/** A whole stream of the tenant, by way of the private function that may read it. */
const wholeStream = async (request: Omit<StreamRequest, 'from'>): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = []
  for (let from: number | null = 0; from !== null; ) {
    const page = (await invoke(
      'read-stream',
      { ...request, from } satisfies StreamRequest,
      'RequestResponse',
    )) as StreamPage
    events.push(...page.events)
    from = page.next
  }
  return events
}

export const invoiceStreamOf = (tenantId: string, invoiceId: string): Promise<StoredEvent[]> =>
  wholeStream({ tenantId, invoiceId })

export const tenantStreamOf = (tenantId: string): Promise<StoredEvent[]> => wholeStream({ tenantId })
