import { withinDeadline } from '../../../infra/process/deadline.ts'
import { errorCode } from '../../../infra/process/error-code.ts'

/** One thing that the service needs; it throws when that does not answer. */
export type Check = () => Promise<void>

type Item = { status: 'up' } | { status: 'down'; message: string }

/** The shape that health checks of many Node services have, so that existing monitors read it. */
export type Report = {
  status: 'ok' | 'error'
  info: Record<string, Item>
  error: Record<string, Item>
  details: Record<string, Item>
}

const boundMs = 2_000

/** Runs all checks at once, each for at most two seconds. */
export const report = async (checks: Record<string, Check>): Promise<Report> => {
  const details = Object.fromEntries(
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await item(check)] as const),
    ),
  )
  const of = (status: Item['status']) =>
    Object.fromEntries(Object.entries(details).filter(([, one]) => one.status === status))
  const error = of('down')
  return { status: Object.keys(error).length === 0 ? 'ok' : 'error', info: of('up'), error, details }
}

const item = (check: Check): Promise<Item> =>
  withinDeadline(
    boundMs,
    check().then((): Item => ({ status: 'up' }), down),
    () => ({ status: 'down', message: `no answer within ${boundMs / 1000} s` }),
  )

/** What a check found wrong, in words that anybody may read. */
export class NotReady extends Error {}

/** Anybody may ask for health, so only our own words go out, never a driver's: those name hosts and users. */
const down = (error: unknown): Item => {
  if (error instanceof NotReady) return { status: 'down', message: error.message }
  const code = errorCode(error)
  if (code === 'CONFIGURATION_INVALID') return { status: 'down', message: 'is not configured rightly' }
  return { status: 'down', message: code === 'STORE_UNAVAILABLE' ? 'does not answer' : 'failed' }
}
