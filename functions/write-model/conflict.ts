import { setTimeout as pause } from 'node:timers/promises'
import { RevisionConflict } from '../../infra/event-store/errors.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { contended } from './refusal.ts'

const attempts = 8
const firstPauseMs = 4

/**
 * Reads and decides afresh when somebody else was faster. The pauses grow and are random up to their length, so that those who
 * met once do not meet again.
 */
export const untilDecided = async (attempt: () => Promise<Answer>): Promise<Answer> => {
  for (let made = 1; ; made++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
      if (made === attempts) return contended()
      await pause(Math.random() * firstPauseMs * 2 ** made)
    }
  }
}
