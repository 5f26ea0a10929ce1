import { errorCode } from '../../../process/error-code.ts'
import { StartError } from './start-error.ts'

/** Says in the operator's words why a folder refused a write. */
export const folderError = (path: string, cause: unknown): unknown => {
  switch (errorCode(cause)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return new StartError(
        'DATA_DIR_NOT_A_FOLDER',
        `DATA_DIR ${path} is, or lies in, a file: set DATA_DIR to a folder`,
        cause,
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return new StartError(
        'DATA_DIR_NOT_WRITABLE',
        `DATA_DIR ${path} cannot be written: set DATA_DIR to a folder that this user may write`,
        cause,
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return full(path, cause)
    default:
      return cause
  }
}

export const full = (path: string, cause?: unknown): StartError =>
  new StartError(
    'DATA_DIR_FULL',
    `No space is left for DATA_DIR ${path}: free some, or set DATA_DIR to a folder on another disk`,
    cause,
  )
