import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../../process/error-code.ts'
import { processStart } from '../../../process/process-identity.ts'
import { StartError } from '../child-process/start-error.ts'

type Owner = { pid: number; started: string }

const maxAttempts = 50

/**
 * Makes this process the only owner of a data folder until `release`. The file owner.pid names the process
 * and its start time, so that the file of a killed process is recognised even when another process has its
 * id.
 * @throws DATA_DIR_IN_USE when a running process owns the folder
 */
export const claimDataFolder = (dataDir: string): { release: () => void } => {
  const ownerFile = join(dataDir, 'owner.pid')
  const draft = join(dataDir, `owner.pid.${process.pid}`)
  const self = { pid: process.pid, started: processStart(process.pid) ?? '' } satisfies Owner
  const text = JSON.stringify(self)
  const release = () => readIfThere(ownerFile) === text && rmSync(ownerFile, { force: true })
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (linkIfAbsent(draft, ownerFile)) return { release }
      removeIfStale(dataDir, ownerFile)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  throw new StartError(
    'DATA_DIR_IN_USE',
    `Several processes are trying to use DATA_DIR ${dataDir} at the same time: start only one of them`,
  )
}

/** Returns false when the target exists. Unlike a written file, a hard link never appears in part. */
const linkIfAbsent = (from: string, to: string): boolean => {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

const removeIfStale = (dataDir: string, ownerFile: string): void => {
  const text = readIfThere(ownerFile)
  if (text === undefined) return
  const owner = parseOwner(text)
  if (owner !== undefined && processStart(owner.pid) === owner.started) {
    throw new StartError(
      'DATA_DIR_IN_USE',
      `DATA_DIR ${dataDir} is in use by process ${owner.pid}: ` +
        'stop that process, or set DATA_DIR to another folder',
    )
  }
  // Two starts may read the same stale file. The second may then rename the new file of the first, and it
  // puts that file back.
  const aside = `${ownerFile}.stale.${process.pid}`
  try {
    renameSync(ownerFile, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  if (readIfThere(aside) !== text) linkIfAbsent(aside, ownerFile)
  rmSync(aside, { force: true })
}

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const parseOwner = (text: string): Owner | undefined => {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined
  } catch {
    return undefined
  }
}
