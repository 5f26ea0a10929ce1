import { join } from 'node:path'
import { closeConnections } from '../../../postgres/connect.ts'
import { provisionTenant } from '../../../postgres/provision.ts'
import { type Stores, startStores } from '../../../run/local/dev/stores.ts'
import { connectAs } from '../connect-as.ts'
import { atMost, type Figure, megabytes, notMeasured, perSecond, times, withoutBudget } from '../figure.ts'
import { median } from '../quantile.ts'
import { runScript } from '../run-script.ts'
import { plainEnvironment } from '../service.ts'
import { time } from '../time.ts'
import type { Rebuilt } from './rebuild-process.ts'

type Options = { dataDir: string; events: { small: number; large: number }; log(line: string): void }

const tenantId = 'rebuilt'
/** The first rebuild of a process compiles its code, which would make a small store look slow. */
const smallRebuilds = 4

/**
 * Rebuilds the read model of a small store and of a large one, filled with the events of invoices: what an
 * event costs, and the memory of the process. The small one is rebuilt before the large one and after it.
 */
export const measureRebuild = async ({ dataDir, events, log }: Options): Promise<Figure[]> => {
  const small = await startFilled({ dataDir: join(dataDir, 'small'), events: events.small, log })
  const large = await startFilled({ dataDir: join(dataDir, 'large'), events: events.large, log }).catch(
    (error) => small.stores.stop().then(() => Promise.reject(error)),
  )
  try {
    log(`rebuilding ${small.filled.events} events`)
    const before = await rebuildStore(small, smallRebuilds)
    log(`rebuilding ${large.filled.events} events`)
    const [ofLarge] = await rebuildStore(large, 1)
    log(`rebuilding ${small.filled.events} events again`)
    const after = await rebuildStore(small, smallRebuilds)
    if (!ofLarge) throw new Error('The large store was not rebuilt')
    return [
      withoutBudget(
        'filling of the event store, events',
        perSecond(large.filled.events, large.tookMs),
        `${large.filled.events} of ${large.filled.invoices} invoices, 64 appends at once: ` +
          `${(large.tookMs / 1000).toFixed(0)} s`,
      ),
      ...figuresOf({ before, ofLarge, after }),
    ]
  } finally {
    await closeConnections()
    await large.stores.stop()
    await small.stores.stop()
  }
}

type Filled = { stores: Stores; tookMs: number; filled: { invoices: number; events: number } }

/** Starts stores without a host, whose relay would have the events projected already. */
const startFilled = async ({
  dataDir,
  events,
  log,
}: Omit<Options, 'events'> & { events: number }): Promise<Filled> => {
  const stores = await startStores({
    dataDir,
    environment: { ...plainEnvironment(), EVENTSTORE_PORT: '0' },
    log,
  })
  try {
    await provisionTenant(connectAs(stores.environment, 'owner'), tenantId)
    log(`filling an event store with ${events} events`)
    const { tookMs, value } = await time(() =>
      runScript('infra/tools/bench/growth/fill-event-store.ts', {
        environment: { ...plainEnvironment(), ...stores.environment },
        args: [tenantId, events],
      }),
    )
    return { stores, tookMs, filled: JSON.parse(value) }
  } catch (error) {
    await stores.stop()
    throw error
  }
}

/** @throws Error when a new version has not every event: then less was done than was measured */
const rebuildStore = async ({ stores, filled }: Filled, rebuilds: number): Promise<Rebuilt[]> => {
  const output = await runScript('infra/tools/bench/growth/rebuild-process.ts', {
    environment: { ...plainEnvironment(), ...stores.environment },
    args: [tenantId, rebuilds],
  })
  const lines = output.trim().split('\n')
  const rebuilt = lines.map((line): Rebuilt => JSON.parse(line))
  for (const { events, inRows, rows } of rebuilt)
    if (events !== filled.events || inRows !== events || rows !== filled.invoices)
      throw new Error(`Of ${filled.events} events, ${events} were read and ${inRows} are in rows`)
  return rebuilt
}

type Measured = { before: readonly Rebuilt[]; ofLarge: Rebuilt; after: readonly Rebuilt[] }

const figuresOf = ({ before, ofLarge, after }: Measured): Figure[] => {
  const each = ({ tookMs, events }: Rebuilt): number => tookMs / events
  // The load of the machine may have changed in the minutes of the large rebuild: both sides of it count.
  const [beforeEach, afterEach] = [before, after].map((rebuilds) => median(rebuilds.slice(1).map(each))) as [
    number,
    number,
  ]
  const smallEach = (beforeEach + afterEach) / 2
  const events = ofLarge.events.toLocaleString('en')
  const smallEvents = before[0]?.events.toLocaleString('en')
  const line = `rebuild of ${events} events / of ${smallEvents}`
  return [
    atMost(
      `${line}, cost per event`,
      { measured: each(ofLarge) / smallEach, bound: 1.5, unit: times },
      `${perSecond(ofLarge.events, ofLarge.tookMs)} / ${perSecond(1, smallEach)}, which is ` +
        `${perSecond(1, beforeEach)} before and ${perSecond(1, afterEach)} after; the first of a process ` +
        `${perSecond(before[0]?.events ?? 0, before[0]?.tookMs ?? 1)}`,
    ),
    memoryFigure(`${line}, peak memory`, { before, ofLarge, after }),
  ]
}

const memoryFigure = (line: string, { before, ofLarge, after }: Measured): Figure => {
  const peaks = [before, after].map((rebuilds) => rebuilds.at(-1)?.peakBytes)
  const [one, other] = peaks
  if (one === undefined || other === undefined || ofLarge.peakBytes === undefined)
    return notMeasured(line, 'this system does not say what a process has used')
  const small = (one + other) / 2
  const first = before[0]?.peakBytes ?? 0
  return atMost(
    line,
    { measured: ofLarge.peakBytes / small, bound: 1.2, unit: times },
    `${megabytes(ofLarge.peakBytes)} / ${megabytes(small)} after ${smallRebuilds} rebuilds of the ` +
      `small store in a process, ${megabytes(first)} after the first`,
  )
}
