import { type Environment, environment } from '../../../infra/config/environment.ts'
import type { HealthReport } from './report.ts'

/** A report is returned again for this time after its checks ended. */
const freshMs = 1_000

type Run = { report: Promise<HealthReport>; freshUntilMs: number }

/**
 * Returns a function that shares one run of the checks among all calls during the run and for a second after
 * it. Health is public and can be requested at any rate, and every run queries every store. Each environment
 * has its own run, because several services in one process have different stores.
 */
export const sharedReport = (run: () => Promise<HealthReport>): (() => Promise<HealthReport>) => {
  const runs = new WeakMap<Environment, Run>()
  const start = (): Run => {
    const started: Run = { report: run(), freshUntilMs: Infinity }
    const end = () => {
      started.freshUntilMs = performance.now() + freshMs
    }
    started.report.then(end, end)
    return started
  }
  return () => {
    const own = environment()
    const last = runs.get(own)
    const current = last && performance.now() < last.freshUntilMs ? last : start()
    runs.set(own, current)
    return current.report
  }
}
