import type { SentCommand } from './client.ts'
import { type FaultCounts, faultNames, noFaults } from './faults.ts'
import type { LifeResult } from './life.ts'

/** What many lives had, all together. */
export type Totals = {
  lives: number
  commands: number
  /** Attempts after the first one of each command. */
  retries: number
  refused: number
  /** Commands whose clients gave up on them. */
  givenUp: number
  faults: FaultCounts
}

export const noTotals = (): Totals => ({
  ...{ lives: 0, commands: 0, retries: 0, refused: 0, givenUp: 0 },
  faults: noFaults(),
})

export const totalsOf = ({ sent, faults }: Pick<LifeResult, 'sent' | 'faults'>): Totals => ({
  lives: 1,
  commands: sent.length,
  retries: sent.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0),
  refused: countEnded(sent, 'refused'),
  givenUp: countEnded(sent, 'given up'),
  faults,
})

const countEnded = (sent: readonly SentCommand[], ending: SentCommand['ending']): number =>
  sent.filter((command) => command.ending === ending).length

export const addTotals = (one: Totals, other: Totals): Totals => ({
  lives: one.lives + other.lives,
  commands: one.commands + other.commands,
  retries: one.retries + other.retries,
  refused: one.refused + other.refused,
  givenUp: one.givenUp + other.givenUp,
  faults: Object.fromEntries(
    faultNames.map((name) => [name, one.faults[name] + other.faults[name]]),
  ) as FaultCounts,
})

/** The figures as lines for people. */
export const totalsText = ({ lives, commands, retries, refused, givenUp, faults }: Totals): string =>
  [
    `lives      ${lives}`,
    `commands   ${commands} sent, ${retries} repetitions, ${refused} refused, ${givenUp} given up by clients`,
    `faults     ${faultNames.map((name) => `${faults[name]} ${name}`).join(', ')}`,
  ].join('\n')
