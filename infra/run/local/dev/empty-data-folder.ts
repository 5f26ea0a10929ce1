import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { claimDataFolder } from '../data-folder/claim.ts'
import { eventShapeFile } from '../data-folder/event-shape.ts'
import { folderError } from '../data-folder/folder-error.ts'
import { stopLeftover } from '../postgres/leftover.ts'

/** What the embedded stores and the demonstration write. Everything else in the folder is kept. */
const ownFiles = ['postgres', 'postgres.log', 'connection.json', 'demo.json', eventShapeFile]

/**
 * Deletes the data of the embedded stores from a data folder that no process uses.
 * @throws DATA_DIR_IN_USE when a running process owns the folder
 * @throws DATA_DIR_NOT_A_FOLDER when the path is a file or is inside one
 * @throws DATA_DIR_NOT_WRITABLE when this user cannot write it
 */
export const emptyDataFolder = async (dataDir: string, log: (line: string) => void): Promise<void> => {
  if (!existsSync(dataDir)) return
  try {
    await deleteOwnFiles(dataDir, log)
  } catch (error) {
    throw folderError(dataDir, error)
  }
}

const deleteOwnFiles = async (dataDir: string, log: (line: string) => void): Promise<void> => {
  const claim = claimDataFolder(dataDir)
  try {
    const cluster = join(dataDir, 'postgres')
    if (existsSync(cluster)) await stopLeftover(cluster, log)
    for (const name of ownFiles) rmSync(join(dataDir, name), { recursive: true, force: true })
  } finally {
    claim.release()
  }
}
