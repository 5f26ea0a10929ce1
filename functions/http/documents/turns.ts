import { QueueFull } from '../../../infra/documents/work-queue.ts'
import { takeTurnsByKey } from '../../../infra/process/turns.ts'

/**
 * So many documents of a tenant are in work in a process, from the first row that is read to the last byte.
 * More make nothing sooner, because one thread prints them, and each takes up to half a second in which the
 * process does nothing else: 150 reports at once stopped all tenants for 19 s.
 */
export const maxOfTenant = 3
const maxWaitMs = 10_000

/**
 * Creates the function that makes a document when the tenant has a turn. `now` is in milliseconds.
 * @throws QueueFull when the turn comes so late that its client has given up, or soon will
 */
export const createTurns = (now: () => number = () => performance.now()) => {
  const turns = takeTurnsByKey(maxOfTenant)
  return <Made>(tenantId: string, make: () => Promise<Made>): Promise<Made> => {
    const sinceMs = now()
    return turns(tenantId, async () => {
      if (now() - sinceMs > maxWaitMs) throw new QueueFull(`it waited for ${maxWaitMs} ms`)
      return make()
    })
  }
}
