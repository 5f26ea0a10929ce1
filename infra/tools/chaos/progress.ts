import type { PlannedFault } from './fault-kinds.ts'
import type { RoundPlan } from './plan.ts'
import type { Summary } from './summary.ts'

/** The commands and faults of a round, as its seed made them. */
export const roundLines = ({ round, stories, faults }: RoundPlan): string[] => [
  ...faults.map(
    (fault) => `${round} fault: ${faultText(fault)}, after ${fault.afterMs} ms for ${fault.forMs} ms`,
  ),
  ...stories.map((story, client) => `${round} client ${client}: ${story.map(beatText).join(', ')}`),
]

const beatText = (beat: RoundPlan['stories'][number][number]): string =>
  beat.map(({ kind, target }) => `${kind} ${target}`).join(' + ')

const faultText = ({ kind, target }: PlannedFault): string => `${kind} ${target}`

type Elapsed = { rounds: number; elapsedMs: number }

export const progressLine = (
  summary: Summary,
  { faults }: RoundPlan,
  { rounds, elapsedMs }: Elapsed,
): string => {
  const perRound = elapsedMs / summary.rounds
  const left = Math.round(((rounds - summary.rounds) * perRound) / 1000)
  return [
    `round ${summary.rounds} of ${rounds}`,
    faults.map(faultText).join(' + '),
    `${summary.commands} commands`,
    `${summary.findings.length} findings`,
    `${(perRound / 1000).toFixed(1)} s a round`,
    `${Math.floor(left / 60)} min ${left % 60} s left`,
  ].join(', ')
}
