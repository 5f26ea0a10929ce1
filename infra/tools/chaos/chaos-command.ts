import { randomInt } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { runChaos } from './chaos.ts'
import { canMount, runWithOwnMounts } from './small-disk.ts'
import { linesOf } from './summary.ts'
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
  --sources DIR    runs the hosts from other sources than these
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
  sources: { type: 'string' },
  keep: { type: 'boolean' },
} as const

type Values = { [Name in keyof typeof options]?: string | boolean | undefined }

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
    return runWithOwnMounts() ?? runIn(settings, values)
  },
})

type Settings = {
  seed: string
  rounds: number
  maxMs: number
  clients: number
  checkEvery: number
  hasBroker: boolean
}

/** Returns the exit code. */
async function runIn(settings: Settings, { story, sources, keep }: Values): Promise<number> {
  log(`seed ${settings.seed}`)
  if (!canMount()) log('Skipped, because this process may not mount a file system: full disks')
  const folder = mkdtempSync(join(process.env.TEST_DATA_FOLDER ?? tmpdir(), 'finance-chaos-'))
  const stories = createWriteStream(String(story ?? join(folder, 'story.log')))
  const system = await startSystem({
    folder,
    sources: resolve(String(sources ?? join(import.meta.dirname, '../../..'))),
    hasBroker: settings.hasBroker,
    log,
  })
  const interrupted = new Promise<number>((end) => process.once('SIGINT', () => end(130)))
  const ran = runChaos(system, {
    ...settings,
    hasSmallDisk: canMount(),
    log,
    story: (line) => void stories.write(`${new Date().toISOString()} ${line}\n`),
  }).then((summary) => {
    for (const line of linesOf(summary)) process.stdout.write(`${line}\n`)
    return summary.findings.length === 0 ? 0 : 1
  })
  const code = await Promise.race([ran, interrupted]).finally(() => system.stop())
  if (keep || code !== 0) log(`logs are in ${folder}`)
  else rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.exit(code)
}
