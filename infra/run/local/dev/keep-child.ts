import { setTimeout as pause } from 'node:timers/promises'
import { restartLimit } from '../child-process/restart-limit.ts'
import { ChildFailed, howItEnded, type StartingChild } from './child.ts'

type Options<Ready> = {
  name: string
  /** `previous` is what the child reported that ended: the next one must have the same address. */
  begin(previous?: Ready): StartingChild<Ready>
  log(line: string): void
}

export type KeptChild<Ready> = {
  /** @throws ChildFailed when the first child does not become ready */
  ready: Promise<Ready>
  /** Resolves with the reason when the child ended by itself and is not started again. */
  ended: Promise<Error>
  stop(): Promise<void>
}

/** Starts a child, and starts it again when it ends by itself after it was ready, but not for ever. */
export const keepChild = <Ready>({ name, begin, log }: Options<Ready>): KeptChild<Ready> => {
  let child = begin()
  const { ready } = child
  const limit = restartLimit()
  const givenUp = Promise.withResolvers<Error>()
  let stopping = false
  let restarting: Promise<void> | undefined

  const watch = (report: Ready): void =>
    void child.exited.then((exit) => {
      if (stopping) return
      log(`${name} ended by itself (${howItEnded(exit)}) and is started again`)
      restarting = restart(report, howItEnded(exit))
    })

  const restart = async (report: Ready, how: string): Promise<void> => {
    let reason = how
    while (!stopping && limit.take()) {
      await pause(limit.pauseMs)
      if (stopping) return
      child = begin(report)
      try {
        return watch(await child.ready)
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
    }
    if (!stopping)
      givenUp.resolve(new ChildFailed(`${name} ended too often and is not started again: ${reason}`))
  }

  ready.then(watch, () => undefined)
  return {
    ready,
    ended: givenUp.promise,
    stop: async () => {
      stopping = true
      await child.stop()
      await restarting
      await child.stop()
    },
  }
}
