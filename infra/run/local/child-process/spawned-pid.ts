import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * Returns the id of a process that was spawned just now. Without one, 0 must not stand in for it: a signal to
 * 0 reaches this process and all of its group.
 * @throws Error of the operating system when the process could not be started
 */
export const spawnedPid = async (child: ChildProcess): Promise<number> => {
  // Rejects when the child emits `error` in place of `spawn`.
  await once(child, 'spawn')
  return child.pid as number
}
