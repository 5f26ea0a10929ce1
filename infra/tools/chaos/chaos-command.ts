import { randomInt } from 'node:crypto'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { environment } from '../../config/environment.ts'
import { messageWithCauses, runCommandLine, UsageError } from '../../process/command-line.ts'
import { guard } from '../../run/local/child-process/guardian.ts'
import { safeguards } from '../simulation/safeguards.ts'
import { type ChaosOptions, runChaos } from './chaos.ts'
import { canMount, runWithOwnMounts } from './small-disk.ts'
import { copySourcesWithout, type Replacement } from './sources-without.ts'
import { linesOf, type Summary } from './summary.ts'
import { startSystem } from './system.ts'

const help = `Runs two hosts on their own stores, sends commands to them, and breaks everything meanwhile.

  npm run chaos -- [--rounds N] [--seed S] [--minutes M] [--broker kafka|none]

  --rounds N       rounds of commands and faults (100)
  --seed S         the same seed plans the same commands and faults; without it a random one is printed
  --minutes M      ends after so long
  --broker kafka   events go over Apache's Kafka, which needs Java and Maven; none is the default
  --clients N      clients of a round (5)
  --check-every N  rounds between two checks (5)
  --story FILE     writes there what each round does, and what came of each command
  --without NAME   runs the hosts without a safeguard, which has to be found; see simulation/safeguards.ts
  --keep           keeps the folder with the logs

After some rounds it waits until everything is finished, and compares: each command that succeeded has its
effect once in the streams, each document its number, each row is that of its stream.
Progress goes to standard error, the summary to standard output. Ctrl-C stops everything.
Exit codes: 0 nothing is wrong, 1 something is, or it failed, 2 wrong arguments.
`

const log = (line: string): void => void process.stderr.write(`${line}\n`)

const numberOf = (name: string, text: string | undefined, byDefault: number): number => {
  const value = text === undefined ? byDefault : Number(text)
  if (!(value > 0)) throw new UsageError(`--${name} needs a number above 0`)
  return value
}

const options = {
  rounds: { type: 'string' },
  seed: { type: 'string' },
  minutes: { type: 'string' },
  broker: { type: 'string' },
  clients: { type: 'string' },
  'check-every': { type: 'string' },
  story: { type: 'string' },
  without: { type: 'string' },
  keep: { type: 'boolean' },
} as const

type Values = { [Name in keyof typeof options]?: string | boolean | undefined }

type Settings = Pick<ChaosOptions, 'seed' | 'rounds' | 'maxMs' | 'clients' | 'checkEvery' | 'hasBroker'>

/** Returns the exit code. */
const runIn = async (settings: Settings, { story, without, keep }: Values): Promise<number> => {
  const stopped = new Promise<number>((end) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end(130))
  })
  log(`seed ${settings.seed}`)
  if (!canMount()) log('Skipped, because this process may not mount a file system: full disks')
  const folder = mkdtempSync(join(environment().TEST_DATA_FOLDER ?? tmpdir(), 'finance-chaos-'))
  if (!keep) guard({ pid: process.pid, signal: '0', temporaryFolder: folder })
  const stories = createWriteStream(String(story ?? join(folder, 'story.log')))
  const sources = sourcesOf(folder, without)
  const system = await startSystem({ folder, sources, hasBroker: settings.hasBroker, log })
  const ran = runChaos(system, {
    ...settings,
    hasSmallDisk: canMount(),
    log,
    story: (line) => void stories.write(`${new Date().toISOString()} ${line}\n`),
  }).then(report, (error: unknown) => {
    log(`seed ${settings.seed}: ${messageWithCauses(error)}`)
    return 1
  })
  const code = await Promise.race([ran, stopped])
  await system.stop()
  if (keep) log(`logs are in ${folder}`)
  // Clients of a run that ended early may still wait for the service.
  process.exit(code)
}

const report = (summary: Summary): number => {
  for (const line of linesOf(summary)) process.stdout.write(`${line}\n`)
  return summary.findings.length === 0 ? 0 : 1
}

/** The folder of the sources that the hosts run from. */
const sourcesOf = (folder: string, without: Values['without']): string => {
  const root = resolve(import.meta.dirname, '../../..')
  if (without === undefined) return root
  const safeguard = (safeguards as Record<string, Replacement>)[String(without)]
  if (!safeguard) throw new UsageError(`--without needs one of ${Object.keys(safeguards).join(', ')}`)
  const changed = join(folder, 'sources')
  copySourcesWithout(root, changed, safeguard)
  return changed
}

await runCommandLine({
  help,
  options,
  run: async (values) => {
    const { rounds, seed = String(randomInt(1_000_000_000)), minutes, broker = 'none' } = values
    if (broker !== 'none' && broker !== 'kafka') throw new UsageError('--broker needs kafka or none')
    const settings = {
      seed,
      rounds: numberOf('rounds', rounds, 100),
      maxMs: numberOf('minutes', minutes, Number.POSITIVE_INFINITY) * 60_000,
      clients: numberOf('clients', values.clients, 5),
      checkEvery: numberOf('check-every', values['check-every'], 5),
      hasBroker: broker === 'kafka',
    }
    return (await runWithOwnMounts()) ?? runIn(settings, values)
  },
})
