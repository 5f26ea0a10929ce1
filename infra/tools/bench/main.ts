import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { approving } from './approving.ts'
import { throughBroker } from './broker.ts'
import { registerTenant, tenantId } from './business.ts'
import { creating } from './creating.ts'
import { type Figure, notMeasured } from './figure.ts'
import { growing } from './growing.ts'
import { listing } from './listing.ts'
import { packaging } from './packaging.ts'
import { readable } from './reading.ts'
import { startService } from './service.ts'
import { starting } from './starting.ts'
import { table } from './table.ts'

const help = `Usage: npm run bench [-- --quick] [-- --json]

Measures the service on this machine, on stores of its own in a temporary folder, and prints a table. What is promised stands
beside what was measured. An error of the service fails the run: only answers that were right are counted.

  --quick   fewer rounds, no Kafka: about a minute instead of about three
  --json    prints JSON instead of the table

Exit codes: 0 every promise met, 1 one missed or the run failed, 2 called wrongly
`

const log = (line: string): void => void process.stderr.write(`${line}\n`)

const measure = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  const figures = await starting({ dataDir: join(dataDir, 'dev'), log })
  figures.push(...(await running(join(dataDir, 'service'), quick)))
  figures.push(
    quick
      ? notMeasured('create to readable p99, through Kafka', 'left out by --quick')
      : await throughBroker(join(dataDir, 'broker'), 200, log),
  )
  return [...figures, ...(await packaging(log))]
}

const running = async (dataDir: string, quick: boolean): Promise<Figure[]> => {
  log('starting the service')
  const service = await startService({ dataDir, log })
  try {
    await registerTenant(service)
    const ask = await service.as('admin', tenantId)
    log('creating')
    const figures = await creating(service, ask, quick ? 150 : 400)
    log('reading back')
    figures.push(await readable(ask, quick ? 150 : 400, { line: 'create to readable p99', bound: 100 }))
    log('approving')
    figures.push(await approving(ask, 200))
    figures.push(await growing(ask, { invoices: quick ? 1_000 : 5_000, rounds: 100, log }))
    figures.push(
      ...(await listing(service, { invoices: quick ? 10_000 : 100_000, rounds: quick ? 3 : 10, log })),
    )
    return figures
  } finally {
    await service.stop()
  }
}

const load = (): string =>
  `load average ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`

const run = async ({ quick, json }: { quick: boolean; json: boolean }): Promise<number> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'finance-bench-'))
  // Where the server runs as another user than this process it must be let through.
  chmodSync(dataDir, 0o711)
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors`
  const before = load()
  try {
    const figures = await measure(dataDir, quick)
    const about = `${machine}; ${before} before, ${load().replace('load average ', '')} after`
    process.stdout.write(
      json ? `${JSON.stringify({ about, figures }, null, 2)}\n` : `${table(figures)}\n${about}\n`,
    )
    return figures.some(({ met }) => met === false) ? 1 : 0
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

await runCommandLine({
  help,
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' } },
  run: ({ quick = false, json = false }) => run({ quick, json }),
})
