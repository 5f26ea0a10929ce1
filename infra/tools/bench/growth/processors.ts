import { cpus } from 'node:os'

/** Returns a function that returns the share of the time since now in which the processors were busy. */
export const watchProcessors = (): (() => number) => {
  const before = readTimes()
  return () => {
    const after = readTimes()
    const total = after.total - before.total
    return total === 0 ? 0 : 1 - (after.idle - before.idle) / total
  }
}

const readTimes = (): { idle: number; total: number } => {
  const times = cpus().map((processor) => processor.times)
  return {
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
    total: times.reduce((sum, { idle, irq, nice, sys, user }) => sum + idle + irq + nice + sys + user, 0),
  }
}
