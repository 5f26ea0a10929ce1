import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { claimDataFolder } from '../data-folder/claim.ts'
import { folderError } from '../data-folder/folder-error.ts'
import { stopLeftover } from '../postgres/leftover.ts'

/** What the embedded stores and the demonstration keep; anything else in the folder is not ours to delete. */
const ours = ['postgres', 'postgres.log', 'connection.json', 'demo.json']

/** Empties a data folder that nobody uses. @throws StartError DATA_DIR_IN_USE, DATA_DIR_NOT_A_FOLDER, DATA_DIR_NOT_WRITABLE */
export const emptied = async (dataDir: string, log: (line: string) => void): Promise<void> => {
  if (!existsSync(dataDir)) return
  try {
    await emptyOwned(dataDir, log)
  } catch (error) {
    throw folderError(dataDir, error)
  }
}

const emptyOwned = async (dataDir: string, log: (line: string) => void): Promise<void> => {
  const claim = claimDataFolder(dataDir)
  try {
    const cluster = join(dataDir, 'postgres')
    if (existsSync(cluster)) await stopLeftover(cluster, log)
    for (const name of ours) rmSync(join(dataDir, name), { recursive: true, force: true })
  } finally {
    claim.release()
  }
}
