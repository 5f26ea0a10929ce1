import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, startDaemon } from '../../../observability/xray/testing/daemon.ts'
import { ensureAmazonRuntime } from '../../../run/aws/emulator/amazon-runtime.ts'
import type { ExecutionEnvironment } from '../../../run/aws/emulator/execution-environment.ts'
import { outcomeOf, type SampleEvent, sampleEvent } from '../../../run/aws/emulator/sample-events.ts'
import { type AwsEmulator, startAwsEmulator } from '../../../run/aws/emulator/start.ts'
import { storeValues } from '../../../run/aws/emulator/store-values.ts'
import { packageService } from '../../../run/aws/package.ts'
import { readManifest } from '../../../run/host/manifest.ts'
import { startSecretsManager } from '../../../secrets/testing/secrets-manager-server.ts'
import { atMost, type Figure, milliseconds, times } from '../figure.ts'
import { batchOf, recordsOf } from '../kafka-batch.ts'
import { median } from '../quantile.ts'
import { registerTenant, tenantId } from '../requests.ts'
import { sampleInvoices } from '../sample-invoices.ts'
import { root, type Service, tokenFor, unknownRefreshToken } from '../service.ts'
import { time } from '../time.ts'
import { measureFirstDocument } from './first-document.ts'
import { writeRawFunction } from './raw-function.ts'
import { roundTripsOf, sendSpan, untracedFunctions } from './round-trips.ts'

type Options = { dataDir: string; rounds: number; log(line: string): void }

/** Longer than the limits of the functions, which a busy machine may exceed: only their speed is measured. */
const timeoutSeconds = 60

/**
 * For each function the time from the start of its process to its first answer, under Amazon's runtime of
 * Lambda, divided by that of its raw part: a function that imports the same packages and makes the same
 * calls. They are measured in turns, without a trace and with one that X-Ray samples. The size is the one
 * without Kafka, where the relay needs no broker.
 * @throws Error when a function answers something else than expected, or a sampled one sends no span
 */
export const measureColdStarts = async (service: Service, options: Options): Promise<Figure[]> => {
  const { dataDir, log } = options
  await registerTenant(service, tenantId)
  const runtime = await ensureAmazonRuntime(dataDir, log)
  log('packaging every function for the measurement of cold starts')
  const packageFolder = join(dataDir, 'package')
  await packageService(root, { size: 'small', folder: packageFolder })
  const secrets = await startSecretsManager()
  const emulator = await startAwsEmulator({
    runtime,
    root,
    packageFolder: join(packageFolder, '.serverless'),
    values: storeValues(service.environment, secrets.put),
    platformEnvironment: secrets.environment,
  })
  const daemon = await startDaemon()
  try {
    return await measureEach({ service, emulator, daemon }, options)
  } finally {
    await daemon.close()
    await emulator.stop()
    await secrets.close()
  }
}

const measureEach = async (
  { service, emulator, daemon }: { service: Service; emulator: AwsEmulator; daemon: Daemon },
  { dataDir, rounds, log }: Options,
): Promise<Figure[]> => {
  const rawFolder = join(dataDir, 'raw')
  mkdirSync(join(rawFolder, 'node_modules'), { recursive: true })
  symlinkSync(join(root, 'node_modules/@aws-sdk'), join(rawFolder, 'node_modules/@aws-sdk'))
  const caller = {
    token: await tokenFor('admin', tenantId),
    refreshToken: await unknownRefreshToken(tenantId),
  }
  const figures: Figure[] = []
  for (const { key, module } of readManifest(join(root, 'serverless.yml'), {}).functions.values()) {
    log(`measuring the cold start of ${key}`)
    for (const traced of untracedFunctions.has(key) ? [false] : [false, true]) {
      const folder = join(rawFolder, traced ? `${key}-traced` : key)
      mkdirSync(folder)
      const roundTrips = [...roundTripsOf(key, module), ...(traced ? [sendSpan] : [])]
      await writeRawFunction(module, roundTrips, { folder, traced })
      const pairs: Pair[] = []
      const segments: string[] = []
      for (let round = 0; round < rounds; round++) {
        const segment = randomBytes(8).toString('hex')
        if (traced) segments.push(segment)
        const changes = { timeoutSeconds, ...(traced ? sampledIn(segment, daemon) : {}) }
        const sample = key === 'project-invoices' ? newInvoice() : sampleEvent(key, caller)
        pairs.push(await measurePair({ emulator, key, changes, folder, sample }, round))
      }
      await requireOutermostSpans(daemon, segments)
      figures.push(figureOf(traced ? `${key}, traced` : key, pairs))
    }
  }
  log('measuring the first document of a new environment')
  return [...figures, await measureFirstDocument(service, { emulator, caller, rounds, timeoutSeconds })]
}

type Start = {
  emulator: AwsEmulator
  key: string
  changes: Parameters<AwsEmulator['start']>[1]
  /** Of the raw part. */
  folder: string
  sample: SampleEvent
}

type Pair = { ownMs: number; rawMs: number }

/** Starts a function and its raw part. The second may profit from the first, so they take turns. */
const measurePair = async (start: Start, round: number): Promise<Pair> => {
  const { emulator, key, changes, folder, sample } = start
  const code = { folder, handler: 'raw.handler' }
  const startOwn = async () => firstAnswerMs(await emulator.start(key, changes), sample.event, sample.outcome)
  const startRaw = async () =>
    firstAnswerMs(await emulator.start(key, { ...changes, code }), sample.event, 'ok')
  if (round % 2 === 0) return { ownMs: await startOwn(), rawMs: await startRaw() }
  const rawMs = await startRaw()
  return { ownMs: await startOwn(), rawMs }
}

/** What an environment needs so that X-Ray samples its invocations, which are in this segment. */
const sampledIn = (segment: string, daemon: Daemon) => ({
  traceHeader: `Root=1-5759e988-${randomBytes(12).toString('hex')};Parent=${segment};Sampled=1`,
  variables: { AWS_XRAY_DAEMON_ADDRESS: daemon.address },
})

/** @throws Error when a segment has not exactly one outermost span, as each invocation of a function must */
const requireOutermostSpans = async (daemon: Daemon, segments: readonly string[]): Promise<void> => {
  const parents = (await daemon.receiveSent()).map((span) => span.parent_id)
  const counts = segments.map((segment) => parents.filter((parent) => parent === segment).length)
  if (counts.some((count) => count !== 1))
    throw new Error(`The outermost spans of the sampled invocations are ${counts.join(', ')}, not one each`)
}

/** The events of an invoice that has no row yet, because the sample of the emulator contains no records. */
const newInvoice = (): SampleEvent => {
  const [sample] = sampleInvoices({ tenantId, count: 1, until: new Date().toISOString() })
  if (!sample) throw new Error('There is no sample invoice')
  return { event: batchOf(recordsOf(tenantId, sample)), outcome: 'ok' }
}

/**
 * The speed of a shared machine changes by half within seconds, so each start is divided by the one beside
 * it, and the median of these ratios counts. The quotient of two medians differs by a fifth from run to run.
 */
const figureOf = (key: string, pairs: readonly Pair[]): Figure =>
  atMost(
    `cold start of ${key} / its raw part, p50`,
    { measured: median(pairs.map(({ ownMs, rawMs }) => ownMs / rawMs)), bound: 1.3, unit: times },
    `${milliseconds(median(pairs.map(({ ownMs }) => ownMs)))} / ` +
      milliseconds(median(pairs.map(({ rawMs }) => rawMs))),
  )

/** @throws Error when the outcome is another */
const firstAnswerMs = async (
  environment: ExecutionEnvironment,
  event: unknown,
  expected: string,
): Promise<number> => {
  try {
    const { tookMs, value } = await time(() => environment.invoke(JSON.stringify(event), randomUUID()))
    const outcome = 'result' in value ? outcomeOf(JSON.parse(value.result)) : JSON.stringify(value.error)
    if (outcome !== expected) throw new Error(`A cold start gave ${outcome} in place of ${expected}`)
    return tookMs
  } finally {
    await environment.stop()
  }
}
