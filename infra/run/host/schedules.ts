import { randomUUID } from 'node:crypto'
import type { EventBridgeEvent } from 'aws-lambda'
import { log } from '../../observability/log.ts'
import { ManifestError } from './interpolation.ts'
import type { Lambda } from './lambda.ts'
import type { FunctionDeclaration, Manifest } from './manifest.ts'
import type { Schedule } from './manifest-schema.ts'

const unitsMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * Returns the interval of a rate expression, such as `rate(5 minutes)`.
 * @throws ManifestError when it is not a rate expression
 */
export const intervalMs = (expression: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (!count || !unit || Number(count) < 1)
    throw new ManifestError(
      `${expression} is not a schedule that the host supports: use rate(1 minute) or rate(2 days)`,
    )
  return Number(count) * (unitsMs[unit] ?? 0)
}

/**
 * Runs the scheduled functions immediately and then at their rate, until stop(). A run is skipped while the
 * run before it has not ended, because the next one is at most one interval later.
 */
export const startSchedules = (lambda: Pick<Lambda, 'invoke'>, manifest: Manifest): { stop(): void } => {
  const jobs = [...manifest.functions.values()].flatMap((declaration) =>
    declaration.schedules
      .filter(({ enabled }) => enabled)
      .flatMap((schedule) =>
        schedule.rate.map((rate) => ({
          everyMs: intervalMs(rate),
          run: newRun(lambda, declaration, schedule, manifest.region),
        })),
      ),
  )
  const timers = jobs.map(({ everyMs, run }) => {
    run()
    return setInterval(run, everyMs)
  })
  return { stop: () => timers.forEach(clearInterval) }
}

/** Returns a function that invokes the scheduled function unless its last run has not ended. */
const newRun = (
  lambda: Pick<Lambda, 'invoke'>,
  declaration: FunctionDeclaration,
  { input }: Schedule,
  region: string,
): (() => void) => {
  let running = false
  return () => {
    if (running) return
    running = true
    lambda
      .invoke(declaration.key, input ?? scheduledEvent(declaration, region), 'RequestResponse')
      .catch((error: unknown) => log('error', 'A scheduled run failed', { function: declaration.key, error }))
      .finally(() => {
        running = false
      })
  }
}

const scheduledEvent = (
  declaration: FunctionDeclaration,
  region: string,
): EventBridgeEvent<'Scheduled Event', Record<string, never>> => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  region,
  resources: [`arn:aws:events:${region}:000000000000:rule/${declaration.name}`],
  detail: {},
})
