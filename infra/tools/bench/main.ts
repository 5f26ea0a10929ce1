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
import { measureObservabilityCost } from './observability-cost.ts'
import { measurePayments } from './payments.ts'
import { registerTenant, tenantId } from './requests.ts'
import { startService } from './service.ts'
import { table } from './table.ts'

const help = `Usage: npm run bench [-- [--quick] [--availability | --cache | --cold-start | --documents |
                          --growth | --ledger | --long-lives | --observability] [--json]]

Measures the service on this machine, with its own stores in a temporary folder, and prints a table of what
was measured and its budget. A request that fails, or returns an unexpected result, fails the run.

  --quick          fewer rounds, no Kafka, no availability, no ledger: about two minutes instead of about
                   twelve
  --availability   only what costly requests of one tenant cost the others: about three minutes
  --cache          only what Redis gains for reads of one invoice: about a minute
  --cold-start     only how long each function takes from the start of its process to its first answer, under
                   Amazon's runtime of Lambda: about fifteen minutes; with --quick fewer rounds. It is
                   compiled the first time, which needs Go and a C++ compiler
  --documents      only how long documents take to print: about a minute
  --growth         only the projection, direct and through Kafka, against the plain driver; and a rebuild of
                   1,000,000 events, lists of 1,000,000 invoices and queries over 1,000 tenants against small
                   ones: about 45 minutes; with --quick a tenth of each, about ten minutes. It needs 15 GB
  --ledger         only the return, the books and the ages of a month with 100,000 invoices, and what the
                   ledger costs the projection: about four minutes; with --quick a month with 10,000
  --long-lives     only what a command and a read cost on invoices with up to 5,000 payments: about a minute
  --observability  only the throughput that metrics and traces cost, on against off: about two minutes
  --json           prints JSON instead of the table

Exit codes: 0 every budget met, 1 a budget missed or the run failed, 2 wrong arguments
`

const log = (line: string): void => void process.stderr.write(`${line}\n`)

const measureAll = async (dataDir: string, quick: boolean): Promise<Figure[]> => [
  ...(await measureDevStart({ dataDir: join(dataDir, 'dev'), log })),
  ...(await measureService(join(dataDir, 'service'), quick)),
  ...(await measureCacheAlone(join(dataDir, 'cache'), quick)),
  ...(await measureDocumentsAlone(quick)),
  quick
    ? createToReadableNotMeasured('left out by --quick')
    : await measureCreateToReadableThroughKafka({ dataDir: join(dataDir, 'broker'), rounds: 200, log }),
  ...(quick ? [] : await measureAvailabilityAlone(join(dataDir, 'availability'))),
  ...(quick ? [] : await measureLedgerAlone(join(dataDir, 'ledger'), quick)),
  ...(await measureFunctionZips(log)),
]

const measureAvailabilityAlone = async (dataDir: string): Promise<Figure[]> => {
  log('starting the service for the measurement of availability')
  const service = await startService({ dataDir, log })
  try {
    return await measureAvailability(service, log)
  } finally {
    await service.stop()
  }
}

const measureCacheAlone = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  log('starting the service for the measurement of the cache')
  const service = await startService({ dataDir: join(dataDir, 'stores'), log })
  try {
    return [await measureCacheGain(service, { rounds: quick ? 10 : 40, log })]
  } finally {
    await service.stop()
  }
}

const measureDocumentsAlone = (quick: boolean): Promise<Figure[]> =>
  measureDocuments({ rounds: quick ? 30 : 100, log })

const measureObservabilityAlone = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  log('starting the service for the measurement of observability')
  const service = await startService({ dataDir: join(dataDir, 'stores'), log })
  try {
    return [await measureObservabilityCost(service, { rounds: quick ? 10 : 60, log })]
  } finally {
    await service.stop()
  }
}

const measureColdStartsAlone = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  log('starting the service for the measurement of cold starts')
  const service = await startService({ dataDir: join(dataDir, 'stores'), log })
  try {
    return await measureColdStarts(service, { dataDir, rounds: quick ? 5 : 20, log })
  } finally {
    await service.stop()
  }
}

const measureLedgerAlone = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  log('starting the service for the measurement of the ledger')
  const service = await startService({ dataDir, log })
  try {
    return await measureLedger(service, {
      ...(quick ? { invoices: 10_000, projected: 2_000 } : { invoices: 100_000, projected: 10_000 }),
      rounds: quick ? 10 : 20,
      log,
    })
  } finally {
    await service.stop()
  }
}

const measureLongLivesAlone = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  log('starting the service for the measurement of long lives')
  const service = await startService({ dataDir: join(dataDir, 'stores'), log })
  try {
    return await measureLongLives(service, { rounds: quick ? 5 : 20, log })
  } finally {
    await service.stop()
  }
}

const measureService = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  const rounds = quick ? 150 : 400
  log('starting the service')
  const service = await startService({ dataDir, log })
  try {
    await registerTenant(service)
    const execute = await service.clientFor('admin', tenantId)
    log('measuring createInvoice')
    const ratio = await measureCreateRatio(service, execute, rounds)
    log('measuring create to readable')
    const line = 'create to readable, p99'
    const readable = await measureCreateToReadable(execute, { rounds, line, boundMs: 100 })
    log('measuring approvals')
    const approvals = await measureApprovals(execute, 200)
    log('measuring payments')
    const payments = await measurePayments(execute, 200)
    const growth = await measureCreateGrowth(execute, { invoices: quick ? 1_000 : 5_000, rounds: 100, log })
    const listOptions = { invoices: quick ? 10_000 : 100_000, rounds: quick ? 3 : 10, log }
    return [ratio, readable, approvals, payments, growth, ...(await measureLists(service, listOptions))]
  } finally {
    await service.stop()
  }
}

/** Of the last 1, 5 and 15 minutes. */
const loadAverages = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

type Options = Record<
  | 'quick'
  | 'availability'
  | 'cache'
  | 'coldStart'
  | 'documents'
  | 'growth'
  | 'ledger'
  | 'longLives'
  | 'observability'
  | 'json',
  boolean
>

const measure = (dataDir: string, options: Options): Promise<Figure[]> => {
  const { quick, availability, cache, coldStart, documents, growth, ledger, longLives, observability } =
    options
  if (cache) return measureCacheAlone(dataDir, quick)
  if (observability) return measureObservabilityAlone(dataDir, quick)
  if (longLives) return measureLongLivesAlone(dataDir, quick)
  if (documents) return measureDocumentsAlone(quick)
  if (growth) return measureGrowth({ dataDir, quick, log })
  if (ledger) return measureLedgerAlone(dataDir, quick)
  if (coldStart) return measureColdStartsAlone(dataDir, quick)
  return availability ? measureAvailabilityAlone(dataDir) : measureAll(dataDir, quick)
}

const run = async (options: Options): Promise<number> => {
  const alone = (
    [
      'availability',
      'cache',
      'coldStart',
      'documents',
      'growth',
      'ledger',
      'longLives',
      'observability',
    ] as const
  ).filter((name) => options[name])
  if (alone.length > 1)
    throw new UsageError(
      '--availability, --cache, --cold-start, --documents, --growth, --ledger, --long-lives and --observability ' +
        'cannot be combined',
    )
  const dataDir = mkdtempSync(join(tmpdir(), 'finance-bench-'))
  // PostgreSQL may run as another user, which must be able to enter the folder.
  chmodSync(dataDir, 0o711)
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors`
  const before = loadAverages()
  try {
    const figures = await measure(dataDir, options)
    const about = `${machine}; load average ${before} before, ${loadAverages()} after`
    process.stdout.write(
      options.json ? `${JSON.stringify({ about, figures }, null, 2)}\n` : `${table(figures)}\n${about}\n`,
    )
    return figures.some(({ met }) => met === false) ? 1 : 0
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

await runCommandLine({
  help,
  options: {
    quick: { type: 'boolean' },
    availability: { type: 'boolean' },
    cache: { type: 'boolean' },
    'cold-start': { type: 'boolean' },
    documents: { type: 'boolean' },
    growth: { type: 'boolean' },
    ledger: { type: 'boolean' },
    'long-lives': { type: 'boolean' },
    observability: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: ({
    quick = false,
    availability = false,
    cache = false,
    'cold-start': coldStart = false,
    documents = false,
    growth = false,
    ledger = false,
    'long-lives': longLives = false,
    observability = false,
    json = false,
  }) =>
    run({ quick, availability, cache, coldStart, documents, growth, ledger, longLives, observability, json }),
})
