import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context } from 'aws-lambda'
import { logUsage } from '../observability/log.ts'
import { withEmbeddedMetrics } from './embedded-metrics.ts'
import { limitTime } from './invocation-time.ts'
import { hostRuntime, type Owner, type UsageLine } from './runtime.ts'

const shares = new AsyncLocalStorage<Map<string, number>>()

/**
 * Counts work for a tenant in the running invocation of a function that does not know from its event whom it
 * works for.
 */
export const countShare = (tenantId: string): void => {
  const counted = shares.getStore()
  counted?.set(tenantId, (counted.get(tenantId) ?? 0) + 1)
}

type Work<Event, Rest extends readonly unknown[], Result> = (event: Event, ...rest: Rest) => Promise<Result>

/**
 * Makes the handler of a function that ends in its time and writes one usage line for each invocation. With
 * `ownerOf` the line is written before the work, so that an invocation which runs out of time or memory has
 * one too. Without it the line is written after the work, with what `countShare` counted. Work that throws
 * before it counted has none: a retry has the same request id, and the first line of an id is the one that
 * counts.
 */
export const metered = <Event, Rest extends readonly unknown[], Result>(
  operation: string,
  work: Work<Event, Rest, Result>,
  ownerOf?: (event: Event) => Owner,
): Work<Event, Rest, Result> & { operation: string } => {
  const workInTime: typeof work = (event, ...rest) => {
    const [context, ...others] = rest as readonly unknown[] as readonly [Partial<Context>?]
    return withEmbeddedMetrics(operation, () =>
      limitTime(event, context, (limited) =>
        work(event, ...([limited, ...others] as readonly unknown[] as Rest)),
      ),
    )
  }
  const handler = async (event: Event, ...rest: Rest): Promise<Result> => {
    const [context] = rest as readonly unknown[] as readonly [Partial<Context>?]
    const requestId = context?.awsRequestId
    if (requestId === undefined) return workInTime(event, ...rest)
    if (ownerOf !== undefined) {
      writeLine({ requestId, operation, ...ownerOrNobody(ownerOf, event) })
      return workInTime(event, ...rest)
    }
    const counted = new Map<string, number>()
    const write = () => writeLine({ requestId, operation, ...ownerOfCounts(counted) })
    const result = await shares
      .run(counted, () => workInTime(event, ...rest))
      .catch((error: unknown) => {
        if (counted.size > 0) write()
        throw error
      })
    write()
    return result
  }
  return Object.assign(handler, { operation })
}

/** The owner of a batch with so many records of each tenant. */
export const ownerOfCounts = (counts: ReadonlyMap<string, number>): Owner => {
  const [[tenantId] = ['']] = counts
  return counts.size > 1 ? { shares: Object.fromEntries(counts) } : { tenantId }
}

/** An event of the wrong form is an error of the work, which reports it better. */
const ownerOrNobody = <Event>(ownerOf: (event: Event) => Owner, event: Event): Owner => {
  try {
    return ownerOf(event)
  } catch {
    return { tenantId: '' }
  }
}

/** In the host the line goes to the meter of the host, and otherwise to the log. */
const writeLine = (line: UsageLine): void => {
  const host = hostRuntime()
  if (host) host.recordUsage?.(line)
  else logUsage(line)
}
