import { type Environment, environment } from '../../../infra/config/environment.ts'
import type { Report } from './report.ts'

/** Milliseconds after its end for which a report is still told. */
const freshness = 1_000

type Run = { report: Promise<Report>; until: number }

/**
 * One run of the checks for all who ask meanwhile and within a second: anybody may ask for health, as often as he likes, and
 * every run asks every store. For each environment by itself, because services in one process have stores of their own.
 */
export const sharedReport = (run: () => Promise<Report>): (() => Promise<Report>) => {
  const runs = new WeakMap<Environment, Run>()
  const begun = (): Run => {
    const begun: Run = { report: run(), until: Infinity }
    const ended = () => {
      begun.until = performance.now() + freshness
    }
    begun.report.then(ended, ended)
    return begun
  }
  return () => {
    const own = environment()
    const last = runs.get(own)
    const current = last && performance.now() < last.until ? last : begun()
    runs.set(own, current)
    return current.report
  }
}
