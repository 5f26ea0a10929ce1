import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import { startKafka } from '../../../run/local/kafka/start.ts'
import { connectAs } from '../connect-as.ts'
import { reasonWithoutKafka } from '../create-to-readable-kafka.ts'
import { atLeast, type Figure, notMeasured, times } from '../figure.ts'
import { type HostProcess, startHostProcess } from '../host-process.ts'
import { registerTenants } from '../requests.ts'
import { runScript } from '../run-script.ts'
import type { Service } from '../service.ts'
import { watchProcessors } from './processors.ts'
import type { MeasuredProjection } from './projection.ts'
import { openRawWriter, type RawWriter } from './raw-upsert.ts'
import { eventsPerBatch } from './records-in-order.ts'

type Options = {
  dataDir: string
  /** As many as the projection was measured with. */
  invoices: number
  /** What the direct projection has written of the same events. */
  pairs: MeasuredProjection['pairs']
  log(line: string): void
}

const line = 'projection through the broker / raw upsert of its rows, events per second'
const consumed = 'through-broker'
const writtenTenants = ['raw-before', 'raw-after'] as const

/** The part of the events in which the processes compile their code. */
const warmUpShare = 0.2
const pollEveryMs = 100
const stuckAfterMs = 60_000

/**
 * Events per second from records that wait in a topic into rows: the host joins the consumer group, and its
 * event source mapping passes batches to the projection. The raw part writes the rows of the same events
 * before and after. It needs Java and Maven.
 */
export const measureThroughBroker = async (service: Service, options: Options): Promise<Figure> => {
  const { dataDir, invoices, pairs, log } = options
  const reason = await reasonWithoutKafka({ dataDir, log })
  if (reason !== undefined) return notMeasured(line, reason)
  await registerTenants(service, [consumed, ...writtenTenants])
  const events = pairs.length * eventsPerBatch
  log('starting Kafka')
  const kafka = await startKafka({ dataDir, log })
  const raw = await openRawWriter(service.environment, consumed)
  try {
    const environment = { ...service.environment, KAFKA_BROKERS: kafka.brokers }
    log(`publishing ${events} events`)
    await runScript('infra/tools/bench/growth/publish-records.ts', {
      environment,
      args: [consumed, invoices, events],
    })
    const beforeRate = await rawRate(raw, 'raw-before', pairs)
    log('consuming them')
    const through = await consumeAll(environment, events, log)
    const afterRate = await rawRate(raw, 'raw-after', pairs)
    return figureOf(through, [beforeRate, afterRate])
  } finally {
    await raw.close()
    await kafka.stop()
  }
}

/** Events per second. */
const rawRate = async (
  raw: RawWriter,
  tenantId: string,
  pairs: MeasuredProjection['pairs'],
): Promise<number> => {
  let [events, tookMs] = [0, 0]
  for (const [index, pair] of pairs.entries()) {
    const writtenMs = await raw.write(tenantId, pair.written)
    if (index < pairs.length * warmUpShare) continue
    events += pair.events
    tookMs += writtenMs
  }
  return (events / tookMs) * 1000
}

type Consumed = { perSecond: number; wholeMs: number; events: number; busy: number; hostBusy: number }

const consumeAll = async (
  environment: Record<string, string>,
  events: number,
  log: (line: string) => void,
): Promise<Consumed> => {
  const host = await startHostProcess(environment)
  try {
    return await watchRows(environment, { host, events, log })
  } finally {
    await host.kill()
  }
}

type Watching = { host: HostProcess; events: number; log(line: string): void }

/** @throws Error when no row is written for a minute */
const watchRows = async (
  environment: Record<string, string>,
  { host, events, log }: Watching,
): Promise<Consumed> => {
  const owner = connectAs(environment, 'owner')
  const schema = owner(tenantSchema({ tenantId: consumed, version: 1 }))
  let first: { atMs: number; done: number; processorMs: number; busy(): number } | undefined
  let [beganMs, changedMs, before] = [0, performance.now(), 0]
  for (;;) {
    const [row] = await owner<{ done: number }[]>`
      select coalesce(sum(revision + 1), 0)::int as done from ${schema}.invoices`
    const [done, atMs] = [row?.done ?? 0, performance.now()]
    if (done > 0 && beganMs === 0) beganMs = atMs
    if (done > before) changedMs = atMs
    if (atMs - changedMs > stuckAfterMs) throw new Error(`Only ${done} of ${events} events came into rows`)
    if (Math.floor((done / events) * 5) > Math.floor((before / events) * 5))
      log(`${done} of ${events} events are in rows`)
    before = done
    const processorMs = host.processorMs() ?? 0
    if (done >= events * warmUpShare) first ??= { atMs, done, processorMs, busy: watchProcessors() }
    if (done >= events && first) {
      const tookMs = atMs - first.atMs
      return {
        ...{ perSecond: ((done - first.done) / tookMs) * 1000, wholeMs: atMs - beganMs, events },
        ...{ busy: first.busy(), hostBusy: (processorMs - first.processorMs) / tookMs },
      }
    }
    await pause(pollEveryMs)
  }
}

const figureOf = (through: Consumed, rawRates: readonly [number, number]): Figure => {
  const rawPerSecond = (rawRates[0] + rawRates[1]) / 2
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`
  return atLeast(
    line,
    { measured: through.perSecond / rawPerSecond, bound: 0.6, unit: times },
    `${through.perSecond.toFixed(0)} / s / ${rawPerSecond.toFixed(0)} / s; all ${through.events} events ` +
      `took ${(through.wholeMs / 1000).toFixed(1)} s from the first row. Broker, host and PostgreSQL share ` +
      `${cpus().length} processors, which were busy for ${percent(through.busy)} of the time; the host ` +
      `used ${percent(through.hostBusy)} of one`,
  )
}
