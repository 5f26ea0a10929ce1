import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode } from '../../../process/error-code.ts'
import { processStart, ps } from '../../../process/process-identity.ts'
import { StartError } from './start-error.ts'

/** The server that its own mark in the data folder names, or undefined. */
export const markedServer = (cluster: string): { pid: number; ready: boolean } | undefined => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0 ? { pid, ready: (lines[7] ?? '').trim() === 'ready' } : undefined
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Stops a server that a killed process of ours left running on this folder: first as for an ordinary stop, then harder. A mark
 * that names an unrelated process (its id was used again) is removed, because PostgreSQL would refuse to start over it.
 */
export const stopLeftover = async (cluster: string, log: (line: string) => void): Promise<void> => {
  const marked = markedServer(cluster)
  if (marked === undefined || processStart(marked.pid) === undefined) return
  if (!isPostgresOn(marked.pid, cluster)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true })
    return
  }
  log(`stopping the PostgreSQL (process ${marked.pid}) that an earlier run left behind`)
  if (await stopped(marked.pid, 'SIGINT', 20_000)) return
  if (await stopped(marked.pid, 'SIGQUIT', 10_000)) return
  throw new StartError(
    'POSTGRES_STUCK',
    `The PostgreSQL of an earlier run (process ${marked.pid}) on ${cluster} does not stop: end that process`,
  )
}

/** Signals a process and waits until it is gone, at most `milliseconds`. */
export const stopped = async (
  pid: number,
  signal: NodeJS.Signals,
  milliseconds: number,
): Promise<boolean> => {
  const started = processStart(pid)
  const deadline = Date.now() + milliseconds
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return true
    throw error
  }
  while (processStart(pid) === started) {
    if (Date.now() > deadline) return false
    await pause(10)
  }
  return true
}

/** Whether that process is a PostgreSQL server on this data folder (a server's working directory is its data folder). */
const isPostgresOn = (pid: number, folder: string): boolean => {
  if (process.platform !== 'linux') return (ps(pid, 'command=') ?? '').includes(folder)
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === folder &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
    )
  } catch {
    return false
  }
}
