import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode } from '../../../process/error-code.ts'
import { processStart, ps } from '../../../process/process-identity.ts'
import { StartError } from '../child-process/start-error.ts'
import { stopProcess } from '../child-process/stop-process.ts'

/** Reads which server PostgreSQL's own postmaster.pid names. Returns undefined when there is no such file. */
export const recordedServer = (cluster: string): { pid: number; ready: boolean } | undefined => {
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
 * Stops a server that a killed process left running on this cluster, first normally, then at once. A
 * postmaster.pid that names an unrelated process (the id was used again) is removed, because PostgreSQL would
 * refuse to start beside it.
 * @throws POSTGRES_STUCK when the server does not stop
 */
export const stopLeftover = async (cluster: string, log: (line: string) => void): Promise<void> => {
  const server = recordedServer(cluster)
  if (server === undefined) return
  if (processStart(server.pid) === undefined) return removeFileOfZombie(server.pid, cluster)
  if (!isPostgresOn(server.pid, cluster)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true })
    return
  }
  log(`Stopping the PostgreSQL (process ${server.pid}) that an earlier run left behind`)
  if (await stopProcess(server.pid, 'SIGINT', 20_000)) return
  if (await stopProcess(server.pid, 'SIGQUIT', 10_000)) return
  throw new StartError(
    'POSTGRES_STUCK',
    `The PostgreSQL of an earlier run (process ${server.pid}) on ${cluster} does not stop: end that process`,
  )
}

const backendsTimeoutMs = 10_000

/**
 * A killed server remains as a zombie when the first process of a container does not collect it. PostgreSQL
 * takes that for a running server and refuses to start beside its postmaster.pid. The file is removed when no
 * process works in the folder any more: until then it is what keeps a second server from the same data.
 */
const removeFileOfZombie = async (pid: number, cluster: string): Promise<void> => {
  if (!isZombie(pid)) return
  const deadline = Date.now() + backendsTimeoutMs
  while (isFolderOfAnyProcess(cluster)) {
    if (Date.now() > deadline) return
    await pause(10)
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

const isZombie = (pid: number): boolean => {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const isFolderOfAnyProcess = (folder: string): boolean =>
  readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && workingFolder(entry) === folder)

/** Undefined for a process that has ended or belongs to another user. */
const workingFolder = (pid: number | string): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** True for a PostgreSQL server on this folder: a server's working directory is its data folder. */
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
