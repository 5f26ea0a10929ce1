import { randomInt } from 'node:crypto'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { isSafeguard, provableNames, type SafeguardName, safeguardNames, safeguards } from './safeguards.ts'
import { type Outcome, type Run, simulate } from './simulate.ts'
import { type Totals, totalsText } from './totals.ts'
import { startWorker, type Worker } from './workers.ts'

const help = `Usage: npm run simulate -- [--lives N] [--seed S] [--workers W] [--without SAFEGUARD | --prove]

Lives N short lives of a tenant (1000 unless given) in simulated processes, with the real code of commands,
numbering, relay, projection and jobs, a real PostgreSQL, and an event store, a broker and clocks that the
simulation provides. A seed chooses what happens next and what fails: processes die or stand still, answers
are lost, clocks are set, records are delivered again. After each life it is proved that nothing was lost or
doubled, that legal numbers have no gap, and that the read model equals the streams.

The lives have the seeds S, S+1, S+2 ...; without --seed they begin at random. --workers is the number of
processes that live lives at the same time (1 unless given). --without removes one safeguard, to show that its
absence is found. --prove does so for each safeguard in turn, but for those whose absence shows only in one
of many hundred lives: ${safeguardNames.filter((name) => !provableNames.includes(name)).join(', ')}.

Safeguards:
${safeguardNames.map((name) => `  ${name.padEnd(20)} ${safeguards[name].protects}`).join('\n')}

Exit codes: 0 nothing is wrong, 1 something is wrong (with --prove: a safeguard is not missed), 2 wrong
arguments
`

const options = {
  lives: { type: 'string', default: '1000' },
  seed: { type: 'string' },
  workers: { type: 'string', default: '1' },
  without: { type: 'string' },
  prove: { type: 'boolean', default: false },
} as const

const integer = (name: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} is not a number from 0 to 999999999: ${text}`)
  return Number(text)
}

const safeguardIn = (name: string | undefined): SafeguardName | undefined => {
  if (name === undefined || isSafeguard(name)) return name
  throw new UsageError(`There is no safeguard ${name}: name one of ${safeguardNames.join(', ')}`)
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const tell = (text: string): void => void process.stderr.write(`${text}\n`)

/** Progress is told this often. */
const intervalMs = 5_000

const progressOf = (lives: number): ((totals: Totals) => void) => {
  const startedMs = performance.now()
  let toldMs = startedMs
  return (totals) => {
    const now = performance.now()
    if (now - toldMs < intervalMs) return
    toldMs = now
    const rate = totals.lives / ((now - startedMs) / 60_000)
    const minutes = ((lives - totals.lives) / rate).toFixed(1)
    const { commands, retries, faults } = totals
    const harmed = Object.values(faults).reduce((sum, count) => sum + count, 0)
    tell(
      `${totals.lives} of ${lives} lives, ${Math.round(rate)} a minute, ${minutes} min left; ` +
        `${commands} commands, ${retries} repetitions, ${harmed} faults`,
    )
  }
}

const runLives = async (workers: readonly Worker[], run: Run): Promise<number> => {
  const startedMs = performance.now()
  const outcome = await simulate(workers, run, progressOf(run.lives))
  if (outcome.failure) printFailure(run, outcome)
  const minutes = (performance.now() - startedMs) / 60_000
  print(`seeds      ${run.seed} to ${run.seed + run.lives - 1}`)
  print(totalsText(outcome.totals))
  print(`rate       ${Math.round(outcome.totals.lives / minutes)} lives a minute`)
  if (!outcome.failure) print('lost 0, doubled 0, gaps 0; every row equals the fold of its stream')
  return outcome.failure ? 1 : 0
}

const printFailure = ({ without }: Run, { failure }: Outcome): void => {
  if (!failure) return
  const { seed, problems, trace } = failure
  print(trace.join('\n'))
  print(`\nThe life with seed ${seed} is wrong:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
  print(
    `Live it again: npm run simulate -- --lives 1 --seed ${seed}${without ? ` --without ${without}` : ''}\n`,
  )
}

/** Tells for each safeguard after how many lives its absence was found. */
const prove = async (workers: readonly Worker[], run: Omit<Run, 'without'>): Promise<number> => {
  let missed = 0
  for (const without of provableNames) {
    const startedMs = performance.now()
    const { failure } = await simulate(workers, { ...run, without })
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    if (!failure) missed++
    const found = failure
      ? `found by life ${failure.seed - run.seed + 1} in ${seconds} s: ${failure.problems[0]}`
      : `not found in ${run.lives} lives`
    print(`without ${without}: ${found}`)
  }
  return missed === 0 ? 0 : 1
}

const maxSeed = 100_000_000

await runCommandLine({
  help,
  options,
  run: async ({ lives, seed, workers: count, without, prove: isProof }) => {
    const run = {
      lives: integer('lives', lives),
      seed: seed === undefined ? randomInt(maxSeed) : integer('seed', seed),
      without: safeguardIn(without),
    }
    if (isProof && without !== undefined) throw new UsageError('Give either --prove or --without')
    tell(`Seed ${run.seed}`)
    const workers = await Promise.all(Array.from({ length: integer('workers', count) }, startWorker))
    try {
      return isProof ? await prove(workers, run) : await runLives(workers, run)
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()))
    }
  },
})
