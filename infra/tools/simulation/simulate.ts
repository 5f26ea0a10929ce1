import type { SafeguardName } from './safeguards.ts'
import { addTotals, noTotals, type Totals } from './totals.ts'
import type { Failure } from './worker.ts'
import type { Worker } from './workers.ts'

/** How many lives, which seeds they have, and without which safeguard. */
export type Run = { seed: number; lives: number; without: SafeguardName | undefined }

/** What became of a run. `failure`: the life with the lowest seed in which something is wrong. */
export type Outcome = { totals: Totals; failure: Failure | undefined }

/** Few enough that progress is seen and that workers end at about the same time. */
const portionLives = 20

/**
 * Lives the lives of a run with these workers, until all are lived or something is wrong in one. `report` gets
 * the totals now and then.
 * @throws WorkerFailed when a process ends
 */
export const simulate = async (
  workers: readonly Worker[],
  { seed, lives, without }: Run,
  report: (totals: Totals) => void = () => undefined,
): Promise<Outcome> => {
  let next = seed
  const outcome: Outcome = { totals: noTotals(), failure: undefined }
  const workOff = async (worker: Worker): Promise<void> => {
    while (next < seed + lives && !outcome.failure) {
      const portion = { seed: next, lives: Math.min(portionLives, seed + lives - next), without }
      next += portion.lives
      const reported = await worker.live(portion)
      outcome.totals = addTotals(outcome.totals, reported.totals)
      outcome.failure = earlierOf(outcome.failure, reported.failure)
      report(outcome.totals)
    }
  }
  await Promise.all(workers.map(workOff))
  return outcome
}

const earlierOf = (one: Failure | undefined, other: Failure | undefined): Failure | undefined =>
  one && other ? (one.seed < other.seed ? one : other) : (one ?? other)
