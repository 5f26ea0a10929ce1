import type { Sent } from './clients.ts'
import type { Finding } from './effects.ts'
import type { RoundPlan } from './plan.ts'

/** What a run did, and what it found. */
export type Summary = {
  seed: string
  rounds: number
  seconds: number
  faults: Map<string, number>
  commands: number
  succeeded: number
  refused: number
  abandoned: number
  /** Commands that needed more than one attempt, and those attempts. */
  retried: number
  retries: number
  events: number
  /** Commands whose earlier attempt took effect after a later one was refused. */
  late: readonly string[]
  findings: Finding[]
}

export const newSummary = (seed: string): Summary => ({
  ...{ seed, rounds: 0, seconds: 0, faults: new Map() },
  ...{ commands: 0, succeeded: 0, refused: 0, abandoned: 0, retried: 0, retries: 0 },
  ...{ events: 0, late: [], findings: [] },
})

export const addRound = (summary: Summary, { faults }: RoundPlan, sent: readonly Sent[]): void => {
  summary.rounds++
  for (const { kind } of faults) summary.faults.set(kind, (summary.faults.get(kind) ?? 0) + 1)
  for (const { answer, attempts } of sent) {
    summary.commands++
    if (answer.kind === 'done') summary.succeeded++
    if (answer.kind === 'refused') summary.refused++
    if (answer.kind === 'unknown') summary.abandoned++
    if (attempts > 1) summary.retried++
    summary.retries += attempts - 1
  }
}

/** The lines that a run prints in the end. */
export const linesOf = (summary: Summary): string[] => {
  const { seed, rounds, seconds, commands, succeeded, refused, abandoned, retried, retries } = summary
  const count = (kind: Finding['kind']) => summary.findings.filter((one) => one.kind === kind).length
  const perRound = (seconds / Math.max(rounds, 1)).toFixed(1)
  return [
    `seed ${seed}: ${rounds} rounds in ${Math.round(seconds)} s, ${perRound} s each`,
    'faults:',
    ...[...summary.faults].toSorted().map(([kind, times]) => `  ${kind}: ${times}`),
    `commands: ${commands}; succeeded ${succeeded}, refused ${refused}, given up by the client ${abandoned}`,
    `commands sent more than once: ${retried}, ${retries} times more`,
    `refused, though an earlier attempt took effect later: ${summary.late.length}`,
    ...summary.late.map((one) => `  ${one}`),
    `events: ${summary.events}`,
    ...summary.findings.map(({ kind, where, what }) => `${kind}: ${what}: ${where}`),
    `lost ${count('lost')}, doubled ${count('doubled')}, gaps ${count('gap')}, ` +
      `wrong rows ${count('row')}, other ${count('other')}`,
  ]
}
