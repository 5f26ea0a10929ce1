import { withinDeadline } from '../../../infra/process/deadline.ts'
import { errorCode } from '../../../infra/process/error-code.ts'

/** What a check reports of a part that works. It is public. */
export type Facts = Record<string, string | number | null>

/** Checks one thing that the service needs, and throws if it is not available. */
export type Check = () => Promise<Facts | undefined>

type Item = ({ status: 'up' } & Facts) | { status: 'down'; message: string }

/** The report has the format of many Node services, so that existing monitors can read it. */
export type HealthReport = {
  status: 'ok' | 'error'
  info: Record<string, Item>
  error: Record<string, Item>
  details: Record<string, Item>
}

const checkTimeoutMs = 2_000

/** The service works without what is checked as optional: its item may be down in a report that is ok. */
export type Checks = { required: Record<string, Check>; optional?: Record<string, Check> }

/** Runs all checks at the same time, each for at most two seconds. */
export const runChecks = async ({ required, optional = {} }: Checks): Promise<HealthReport> => {
  const details = Object.fromEntries(
    await Promise.all(
      Object.entries({ ...optional, ...required }).map(
        async ([name, check]) => [name, await runCheck(check)] as const,
      ),
    ),
  )
  const itemsWith = (status: Item['status']) =>
    Object.fromEntries(Object.entries(details).filter(([, item]) => item.status === status))
  const error = itemsWith('down')
  const isFailed = Object.keys(error).some((name) => name in required)
  return { status: isFailed ? 'error' : 'ok', info: itemsWith('up'), error, details }
}

const runCheck = (check: Check): Promise<Item> =>
  withinDeadline(
    checkTimeoutMs,
    check().then((facts): Item => ({ ...facts, status: 'up' }), downItem),
    () => ({ status: 'down', message: `no response within ${checkTimeoutMs / 1000} s` }),
  )

/** A check failed. The message is public. */
export class NotReady extends Error {}

/** The report is public, so it never contains the message of a driver, which may name hosts and users. */
const downItem = (error: unknown): Item => {
  if (error instanceof NotReady) return { status: 'down', message: error.message }
  const code = errorCode(error)
  if (code === 'CONFIGURATION_INVALID') return { status: 'down', message: 'is misconfigured' }
  return { status: 'down', message: code === 'STORE_UNAVAILABLE' ? 'is unreachable' : 'failed' }
}
