import type { UsageLine } from '../../../lambda/runtime.ts'
import { createLineLimit } from '../../../observability/line-limit.ts'
import { log } from '../../../observability/log.ts'
import type { UsageMeter } from './meter.ts'

/** More than health checks and jobs need. */
const perInterval = { lines: 100, intervalMs: 5_000 }
/** Request ids that are remembered until the report of their invocation comes. */
const maxRemembered = 10_000

/**
 * Limits the invocations of functions behind the gateway that belong to no tenant to 100 in five seconds: the
 * meter gets neither line nor report of any more. Anybody can cause them, by a bad token or a health check.
 * The projection keeps two rows of each for 48 hours, and while it is behind, the meter loses the oldest,
 * which may be those of tenants. Other functions, such as the relay, run only for commands of tenants and on
 * schedules. `isBehindGateway` gets the name of a function on the platform.
 */
export const limitNobodys = (meter: UsageMeter, isBehindGateway: (name: string) => boolean): UsageMeter => {
  const limit = createLineLimit(perInterval)
  const leftOut = new Set<string>()

  return {
    recordLine(name, line) {
      if (!isNobodys(line) || !isBehindGateway(name)) return meter.recordLine(name, line)
      const leftOutBefore = limit('')
      if (leftOutBefore === undefined) {
        leftOut.add(line.requestId)
        if (leftOut.size > maxRemembered) leftOut.delete(leftOut.values().next().value ?? '')
        return
      }
      if (leftOutBefore > 0)
        log('warn', 'Invocations that belong to no tenant are missing in the usage', { leftOutBefore })
      meter.recordLine(name, line)
    },
    report(invocation) {
      if (!leftOut.delete(invocation.requestId)) meter.report(invocation)
    },
    stop: () => meter.stop(),
  }
}

const isNobodys = (line: UsageLine): boolean => 'tenantId' in line && line.tenantId === ''
