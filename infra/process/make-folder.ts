import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from './error-code.ts'

/**
 * Creates a folder that only its user can enter, and its missing parents, which others can enter. A folder
 * that exists keeps its mode: it may be one that the user shares. Node's own recursive mkdir never returns
 * when a parent exists and refuses every child, as /proc does.
 */
export const makeFolder = (path: string, mode = 0o700): void => {
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(path).isDirectory()) return
    if (errorCode(error) !== 'ENOENT' || existsSync(dirname(path))) throw error
    makeFolder(dirname(path), 0o755)
    makeFolder(path, mode)
  }
}
