import type { Stored } from '../../domain/event/aggregate.ts'
import { invoke } from '../../infra/lambda/invoke.ts'
import type { StreamPage, StreamRequest } from '../internal/read-stream/contract.ts'

/** A whole stream of the tenant, by way of the private function that may read it. */
const wholeStream = async (request: Omit<StreamRequest, 'from'>): Promise<Stored[]> => {
  const events: Stored[] = []
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

export const invoiceStreamOf = (tenantId: string, invoiceId: string): Promise<Stored[]> =>
  wholeStream({ tenantId, invoiceId })

export const tenantStreamOf = (tenantId: string): Promise<Stored[]> => wholeStream({ tenantId })
