import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../../process/make-folder.ts'
import { StartError } from '../child-process/start-error.ts'

/** How far the demonstration is loaded into a data folder. */
export type DemoProgress = {
  /** The day on which the load began, YYYY-MM-DD in Dhaka. */
  today: string
  done: boolean
  /** The folder has the data of a backup, to which nothing of the demonstration is added. */
  restored?: boolean
  /** A restore has begun and has not ended: the folder has a part of a backup. */
  restoring?: boolean
}

const fileOf = (dataDir: string): string => join(dataDir, 'demo.json')

/** Undefined for a folder without the demonstration. */
export const readDemoProgress = (dataDir: string): DemoProgress | undefined =>
  existsSync(fileOf(dataDir)) ? JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) : undefined

/** Writes the file as a whole or not at all, even when this process is killed. */
export const writeDemoProgress = (dataDir: string, progress: DemoProgress): void => {
  makeFolder(dataDir)
  writeFileSync(`${fileOf(dataDir)}.new`, JSON.stringify(progress))
  renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir))
}

/** Keeps the service out of a folder into which a backup is being restored, until `markAsRestored`. */
export const markAsRestoring = (dataDir: string): void =>
  writeDemoProgress(dataDir, { today: '', done: true, restored: true, restoring: true })

/**
 * Checks that no restore has begun in the folder that has not ended. The service would number documents anew
 * that are in the rest of the backup.
 * @throws RESTORE_UNFINISHED when one has
 */
export const requireFinishedRestore = (dataDir: string): void => {
  if (readDemoProgress(dataDir)?.restoring)
    throw new StartError(
      'RESTORE_UNFINISHED',
      `DATA_DIR ${dataDir} has a part of a backup, because its restore did not end: continue it with ` +
        '"npm run restore -- DIR", or delete the data with "npm run dev -- --fresh"',
    )
}

/** Keeps the demonstration out of a folder with restored data. */
export const markAsRestored = (dataDir: string): void =>
  writeDemoProgress(dataDir, { today: '', done: true, restored: true })
