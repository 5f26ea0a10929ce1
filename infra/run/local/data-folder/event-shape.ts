import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../child-process/start-error.ts'

/** The file in a data folder that names the shape of its events. */
export const eventShapeFile = 'event-shape'

/**
 * Folders of before this file have events that no release has ever written, and no code reads them. It stays
 * 1: an event that changes gets a new version and an upcast, so that every later release reads the folder.
 */
const eventShape = '1'

/**
 * Marks a data folder that has no data yet. Checks one that has: its events have the shape that this code
 * reads.
 * @throws DATA_DIR_OLDER_EVENTS when the events have another shape
 */
export const requireEventShape = (dataDir: string, hasData: boolean): void => {
  const file = join(dataDir, eventShapeFile)
  if (!hasData) {
    writeFileSync(file, `${eventShape}\n`)
    return
  }
  if (existsSync(file) && readFileSync(file, 'utf8').trim() === eventShape) return
  throw new StartError(
    'DATA_DIR_OLDER_EVENTS',
    `DATA_DIR ${dataDir} has events of an unreleased version, which this one cannot read: ` +
      'delete them with "npm run dev -- --fresh", or set DATA_DIR to another folder',
  )
}
