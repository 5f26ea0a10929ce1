import { setTimeout as pause } from 'node:timers/promises'
import { RevisionConflict } from '../../infra/event-store/errors.ts'
import { count } from '../../infra/observability/metrics.ts'
import { contended, type Failed } from './errors.ts'

const attempts = 8
const firstPauseMs = 4

/**
 * Repeats the attempt when another command appended first. The pauses grow and have a random length, so that
 * two commands that collided are unlikely to collide again. After 8 attempts it returns CONFLICT.
 */
export const retryOnConflict = async <Result>(
  operation: string,
  attempt: () => Promise<Result>,
): Promise<Result | Failed> => {
  for (let made = 1; ; made++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
      count('command_conflicts_total', { operation })
      if (made === attempts) return contended()
      await pause(Math.random() * firstPauseMs * 2 ** made)
    }
  }
}
