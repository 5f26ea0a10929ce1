import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../../process/make-folder.ts'

/** How far the demonstration is loaded into a data folder. */
export type DemoProgress = {
  /** The day on which the load began, YYYY-MM-DD in Dhaka. */
  today: string
  done: boolean
  /** The folder has the data of a backup, to which nothing of the demonstration is added. */
  restored?: boolean
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

/** Keeps the demonstration out of a folder with restored data. */
export const markAsRestored = (dataDir: string): void =>
  writeDemoProgress(dataDir, { today: '', done: true, restored: true })
