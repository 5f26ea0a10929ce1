import { accessSync, constants, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { makeFolder } from '../../../process/make-folder.ts'
import { folderError } from './folder-error.ts'

/**
 * Creates the folder if it is absent and returns its real path.
 * @throws DATA_DIR_NOT_A_FOLDER when the path is a file or is inside one
 * @throws DATA_DIR_NOT_WRITABLE when this user cannot create or write it
 * @throws DATA_DIR_FULL when no space is left
 */
export const prepareDataFolder = (dataDir: string): string => {
  const path = resolve(dataDir)
  try {
    makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
    return realpathSync(path)
  } catch (error) {
    throw folderError(path, error)
  }
}
