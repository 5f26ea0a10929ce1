import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { measureApprovals } from './approvals.ts'
import { measureAvailability } from './availability.ts'
import { measureCacheGain } from './cache-gain.ts'
import { measureColdStarts } from './cold-start/measure.ts'
import { measureCreateGrowth } from './create-growth.ts'
import { measureCreateRatio } from './create-ratio.ts'
import { measureCreateThroughput } from './create-throughput.ts'
import { measureCreateToReadable } from './create-to-readable.ts'
import {
  createToReadableNotMeasured,
  measureCreateToReadableThroughKafka,
} from './create-to-readable-kafka.ts'
import { measureDevStart } from './dev-start.ts'
import { measureDocuments } from './documents.ts'
import type { Figure } from './figure.ts'
import { measureFunctionZips } from './function-zips.ts'
import { measureGrowth } from './growth/measure.ts'
import { measureLedger } from './ledger/measure.ts'
import { measureLists } from './lists.ts'
import { measureLongLives } from './long-lives.ts'
import { measureNumbering } from './numbering/measure.ts'
import { measureObservabilityCost } from './observability-cost.ts'
import { measurePayments } from './payments.ts'
import { measureReadRatio } from './read-ratio.ts'
import { registerTenant, tenantId } from './requests.ts'
import { type Service, startService } from './service.ts'
import { table } from './table.ts'

const help = `Usage: npm run bench [-- [--quick] [--availability | --cache | --cold-start | --commands |
                          --documents | --growth | --ledger | --long-lives | --numbering |
                          --observability] [--json]]

Measures the service on this machine, with its own stores in a temporary folder, and prints a table of what
was measured and its budget. A request that fails, or returns an unexpected result, fails the run.

  --quick          fewer rounds, no Kafka, no availability, no ledger: about two minutes instead of about
                   twelve
  --availability   only what costly requests of one tenant cost the others: about three minutes
  --cache          only what Redis gains for reads of one invoice: about a minute
  --cold-start     only how long each function takes from the start of its process to its first answer, under
                   Amazon's runtime of Lambda: about fifteen minutes; with --quick fewer rounds. It is
                   compiled the first time, which needs Go and a C++ compiler
  --commands       only what commands and a read of one invoice cost against their parts: about four minutes
  --documents      only how long documents take to print: about a minute
  --growth         only the projection, direct and through Kafka, against the plain driver; and a rebuild of
                   1,000,000 events, lists of 1,000,000 invoices and queries over 1,000 tenants against small
                   ones: about 45 minutes; with --quick a tenth of each, about ten minutes. It needs 15 GB
  --ledger         only the return, the books and the ages of a month with 100,000 invoices, and what the
                   ledger costs the projection: about four minutes; with --quick a month with 10,000
  --long-lives     only what a command and a read cost on invoices with up to 5,000 payments: about a minute
  --numbering      only approvals of one tenant at once: about ten minutes; with --quick fewer rounds
  --observability  only the throughput that metrics and traces cost, on against off: about two minutes
  --json           prints JSON instead of the table

Exit codes: 0 every budget met, 1 a budget missed or the run failed, 2 wrong arguments
`

const log = (line: string): void => void process.stderr.write(`${line}\n`)

type Measure = (dataDir: string, quick: boolean) => Promise<Figure[]>
type MeasureService = (service: Service, options: { quick: boolean; dataDir: string }) => Promise<Figure[]>

/** Measures a service that is started for this alone. */
const onService =
  (what: string, measure: MeasureService): Measure =>
  async (dataDir, quick) => {
    log(`starting the service for the measurement of ${what}`)
    const service = await startService({ dataDir: join(dataDir, what.replaceAll(' ', '-')), log })
    try {
      return await measure(service, { quick, dataDir })
    } finally {
      await service.stop()
    }
  }

const measureCommands = onService('commands', async (service, { quick }) => {
  const rounds = quick ? 150 : 400
  await registerTenant(service)
  const execute = await service.clientFor('admin', tenantId)
  log('measuring createInvoice')
  const ratio = await measureCreateRatio(service, execute, rounds)
  log('measuring createInvoice of many clients')
  const throughput = await measureCreateThroughput(service, execute, quick ? 5 : 10)
  log('measuring a read of one invoice')
  const read = await measureReadRatio(service, execute, rounds)
  log('measuring create to readable')
  const line = 'create to readable, p99'
  const readable = await measureCreateToReadable(execute, { rounds, line, boundMs: 100 })
  log('measuring approvals')
  const approvals = await measureApprovals(execute, 200)
  log('measuring payments')
  const payments = await measurePayments(execute, 200)
  const growth = await measureCreateGrowth(execute, { invoices: quick ? 1_000 : 5_000, rounds: 100, log })
  return [ratio, throughput, read, readable, approvals, payments, growth]
})

const measureAllLists = onService('lists', (service, { quick }) =>
  measureLists(service, { invoices: quick ? 10_000 : 100_000, rounds: quick ? 3 : 10, log }),
)

/** What an option measures alone, by the name of the option. */
const measurements = {
  availability: onService('availability', (service) => measureAvailability(service, log)),
  cache: onService('the cache', async (service, { quick }) => [
    await measureCacheGain(service, { rounds: quick ? 10 : 40, log }),
  ]),
  'cold-start': onService('cold starts', (service, { quick, dataDir }) =>
    measureColdStarts(service, { dataDir, rounds: quick ? 5 : 20, log }),
  ),
  commands: measureCommands,
  documents: (_, quick) => measureDocuments({ rounds: quick ? 30 : 100, log }),
  growth: (dataDir, quick) => measureGrowth({ dataDir, quick, log }),
  ledger: onService('the ledger', (service, { quick }) =>
    measureLedger(service, {
      ...(quick ? { invoices: 10_000, projected: 2_000 } : { invoices: 100_000, projected: 10_000 }),
      rounds: quick ? 10 : 20,
      log,
    }),
  ),
  'long-lives': onService('long lives', (service, { quick }) =>
    measureLongLives(service, { rounds: quick ? 5 : 20, log }),
  ),
  numbering: onService('numbering', (service, { quick }) =>
    measureNumbering(service, { rounds: quick ? 2 : 10, log }),
  ),
  observability: onService('observability', async (service, { quick }) => [
    await measureObservabilityCost(service, { rounds: quick ? 10 : 60, log }),
  ]),
} satisfies Record<string, Measure>

type Alone = keyof typeof measurements
const alone = Object.keys(measurements) as Alone[]

const measureAll: Measure = async (dataDir, quick) => [
  ...(await measureDevStart({ dataDir: join(dataDir, 'dev'), log })),
  ...(await measureCommands(dataDir, quick)),
  ...(await measureAllLists(dataDir, quick)),
  ...(await measurements.cache(dataDir, quick)),
  ...(await measurements.documents(dataDir, quick)),
  quick
    ? createToReadableNotMeasured('left out by --quick')
    : await measureCreateToReadableThroughKafka({ dataDir: join(dataDir, 'broker'), rounds: 200, log }),
  ...(quick ? [] : await measurements.availability(dataDir, quick)),
  ...(quick ? [] : await measurements.ledger(dataDir, quick)),
  ...(await measureFunctionZips(log)),
]

/** Of the last 1, 5 and 15 minutes. */
const loadAverages = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

type Options = Record<Alone | 'quick' | 'json', boolean | undefined>

/** @throws UsageError when more than one measurement is to be made alone */
const chosenOf = (options: Options): Measure => {
  const [chosen, other] = alone.filter((name) => options[name])
  if (other !== undefined) throw new UsageError(`--${chosen} and --${other} cannot be combined`)
  return chosen === undefined ? measureAll : measurements[chosen]
}

const run = async (options: Options): Promise<number> => {
  const measure = chosenOf(options)
  const dataDir = mkdtempSync(join(tmpdir(), 'finance-bench-'))
  // PostgreSQL may run as another user, which must be able to enter the folder.
  chmodSync(dataDir, 0o711)
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors`
  const before = loadAverages()
  try {
    const figures = await measure(dataDir, options.quick === true)
    const about = `${machine}; load average ${before} before, ${loadAverages()} after`
    process.stdout.write(
      options.json ? `${JSON.stringify({ about, figures }, null, 2)}\n` : `${table(figures)}\n${about}\n`,
    )
    return figures.some(({ met }) => met === false) ? 1 : 0
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

const flag = { type: 'boolean' } as const
const flags = Object.fromEntries(alone.map((name) => [name, flag])) as Record<Alone, typeof flag>

await runCommandLine({ help, options: { ...flags, quick: flag, json: flag }, run })
