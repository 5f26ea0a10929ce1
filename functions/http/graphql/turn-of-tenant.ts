import { setImmediate as nextRound } from 'node:timers/promises'
import { takeTurnsByKey } from '../../../infra/process/turns.ts'

/**
 * Creates the function that ends when it is the turn of a request: one of each tenant in a round of the event
 * loop. To read and check a request may take 80 ms in which this process does nothing else, and no limit of
 * running functions counts that. Without turns 200 such requests of one tenant ran without a gap, and one of
 * another tenant waited for 8 s.
 */
export const createTurnOfTenant = () => {
  const turns = takeTurnsByKey(1)
  return (tenantId: string): Promise<void> => turns(tenantId, () => nextRound())
}
