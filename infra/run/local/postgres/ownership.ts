import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../../process/error-code.ts'
import { processStart } from '../../../process/process-identity.ts'
import { StartError } from './start-error.ts'

type Owner = { pid: number; started: string }

/**
 * Makes this process the one owner of a data folder until `release`. The mark names the process and its start time, so the
 * mark of a killed process is recognised even when its id is in use again. Throws StartError DATA_DIR_IN_USE.
 */
export const own = (dataDir: string): { release: () => void } => {
  const mark = join(dataDir, 'owner.pid')
  const draft = join(dataDir, `owner.pid.${process.pid}`)
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? '' } satisfies Owner)
  writeFileSync(draft, mine, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (linked(draft, mark)) return { release: () => read(mark) === mine && rmSync(mark, { force: true }) }
      dropStale(dataDir, mark)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  throw new StartError(
    'DATA_DIR_IN_USE',
    `DATA_DIR ${dataDir} is being claimed by several processes at once: start one of them`,
  )
}

/** A hard link appears whole or not at all, which a written file does not. */
const linked = (from: string, to: string): boolean => {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

const dropStale = (dataDir: string, mark: string): void => {
  const text = read(mark)
  if (text === undefined) return
  const owner = parsed(text)
  if (owner !== undefined && processStart(owner.pid) === owner.started) {
    throw new StartError(
      'DATA_DIR_IN_USE',
      `DATA_DIR ${dataDir} is in use by process ${owner.pid}: stop that process, or set DATA_DIR to another folder`,
    )
  }
  // Two starts may see the same stale mark: whoever finds a newer one in its hands puts it back.
  const aside = `${mark}.stale.${process.pid}`
  try {
    renameSync(mark, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  if (read(aside) !== text) linked(aside, mark)
  rmSync(aside, { force: true })
}

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const parsed = (text: string): Owner | undefined => {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined
  } catch {
    return undefined
  }
}
