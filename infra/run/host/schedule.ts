import { randomUUID } from 'node:crypto'
import type { EventBridgeEvent } from 'aws-lambda'
import { log } from '../../observability/log.ts'
import { ManifestError } from './interpolation.ts'
import type { Lambda } from './lambda.ts'
import type { FunctionDeclaration, Manifest } from './manifest.ts'
import type { Schedule } from './manifest-schema.ts'

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Milliseconds between two runs of `rate(5 minutes)`. */
export const interval = (expression: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (!count || !unit || Number(count) < 1)
    throw new ManifestError(
      `${expression} is not a schedule that this host plays: rate(1 minute), rate(2 hours), rate(1 day)`,
    )
  return Number(count) * (units[unit] ?? 0)
}

type Playing = { stop(): void }

/**
 * Runs the scheduled functions, first at once and then at their rate. A run that would meet the one before it is left out:
 * the next is at most one interval away. After stop() nothing is started any more.
 */
export const playSchedules = (lambda: Pick<Lambda, 'invoke'>, manifest: Manifest): Playing => {
  const timers = [...manifest.functions.values()].flatMap((declaration) =>
    declaration.schedules
      .filter(({ enabled }) => enabled)
      .flatMap((schedule) =>
        schedule.rate.map((rate) => ({
          every: interval(rate),
          run: runner(lambda, declaration, schedule, manifest.region),
        })),
      ),
  )
  const started = timers.map(({ every, run }) => {
    run()
    return setInterval(run, every)
  })
  return { stop: () => started.forEach(clearInterval) }
}

const runner = (
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
