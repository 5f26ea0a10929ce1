import { setTimeout as pause } from 'node:timers/promises'
import { connectAs } from './connect-as.ts'
import type { Service } from './service.ts'

const holder = 'bench'
const leaseSeconds = 6
const renewalIntervalMs = 2_000
const busyPauseMs = 50

/**
 * Runs `work` while no relay can run, so that only what is measured uses the processors. The relay publishes
 * the events of this time afterwards. The lease is held as by a relay that is alive.
 */
export const withoutRelay = async <Result>(
  { environment }: Pick<Service, 'environment'>,
  work: () => Promise<Result>,
): Promise<Result> => {
  const sql = connectAs(environment, 'owner')
  const take = async (): Promise<boolean> => {
    const taken = await sql`
      update finance.relay set fence = fence + 1, holder = ${holder},
        lease_until = statement_timestamp() + make_interval(secs => ${leaseSeconds})
      where coalesce(lease_until <= statement_timestamp(), true) or holder = ${holder}
      returning fence`
    return taken.length > 0
  }
  while (!(await take())) await pause(busyPauseMs)
  const renewal = setInterval(() => void take().catch(() => undefined), renewalIntervalMs)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await sql`update finance.relay set holder = null, lease_until = null where holder = ${holder}`
  }
}
