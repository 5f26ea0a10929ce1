import { errorCode } from '../../../process/error-code.ts'
import { StartError } from '../child-process/start-error.ts'

/** Returns the StartError that explains why a data folder cannot be used, and any other error unchanged. */
export const folderError = (path: string, cause: unknown): unknown => {
  switch (errorCode(cause)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return new StartError(
        'DATA_DIR_NOT_A_FOLDER',
        `DATA_DIR ${path} is a file or is inside a file: set DATA_DIR to a folder`,
        cause,
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return new StartError(
        'DATA_DIR_NOT_WRITABLE',
        `DATA_DIR ${path} cannot be written: set DATA_DIR to a folder that this user can write`,
        cause,
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return dataDirFull(path, cause)
    default:
      return cause
  }
}

export const dataDirFull = (path: string, cause?: unknown): StartError =>
  new StartError(
    'DATA_DIR_FULL',
    `No space is left for DATA_DIR ${path}: free some, or set DATA_DIR to a folder on another disk`,
    cause,
  )

/** What PostgreSQL reports when it cannot write for want of space. */
const diskFullState = '53100'

/** Returns the StartError for what a PostgreSQL without space reports, and any other error unchanged. */
export const databaseError = (path: string, cause: unknown): unknown =>
  errorCode(cause) === diskFullState ? dataDirFull(path, cause) : cause
