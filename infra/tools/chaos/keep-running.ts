import { setTimeout as pause } from 'node:timers/promises'

/** Something that runs, and is started again whenever it has ended. */
export type Kept = {
  isWanted(): boolean
  /** It is not started again for so long. */
  keepDown(ms: number): void
  /** @throws Error when it is not ready after minutes */
  ready(): Promise<void>
  /** It is not started again. Resolves when `end` has ended it. */
  stop(end: () => unknown): Promise<void>
}

/** What ends at once is not started again in a loop. */
const restartPauseMs = 100
const pollMs = 10
const readyTimeoutMs = 180_000

/** `runOnce` starts it, says when it is ready, and resolves when it has ended. */
export const keepRunning = (name: string, runOnce: (isReady: () => void) => Promise<void>): Kept => {
  const state = { isWanted: true, isReady: false, downUntilMs: 0 }
  const run = async (): Promise<void> => {
    while (state.isWanted) {
      await runOnce(() => {
        state.isReady = true
      })
      state.isReady = false
      await pause(restartPauseMs)
      while (state.isWanted && performance.now() < state.downUntilMs) await pause(pollMs)
    }
  }
  const running = run()
  return {
    isWanted: () => state.isWanted,
    keepDown: (ms) => {
      state.downUntilMs = performance.now() + ms
    },
    ready: async () => {
      state.downUntilMs = 0
      const startedMs = performance.now()
      while (!state.isReady) {
        if (performance.now() - startedMs > readyTimeoutMs)
          throw new Error(`${name} is not ready after ${readyTimeoutMs / 1000} s`)
        await pause(pollMs)
      }
    },
    stop: async (end) => {
      state.isWanted = false
      await end()
      await running
    },
  }
}
