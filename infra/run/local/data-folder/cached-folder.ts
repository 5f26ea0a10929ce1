import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { environment } from '../../../config/environment.ts'
import { StartError } from '../child-process/start-error.ts'

type CachedFolder = {
  /** Names the content with its version: another version is another folder. */
  name: string
  /** The folder is in here where the cache of this user cannot be written. */
  fallback: string
}

/**
 * Returns a folder that is made once on this machine. `fill` makes its content in a folder that does not have
 * the final path yet, so that one that was interrupted leaves nothing that looks complete.
 * @throws DATA_DIR_NOT_WRITABLE when neither the cache nor the fallback can be written
 */
export const cachedFolder = async (
  { name, fallback }: CachedFolder,
  fill: (draft: string) => Promise<void>,
): Promise<string> => {
  const cache = environment().XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const possible = [join(cache, 'finance-service', name), join(fallback, name)]
  const existing = possible.find((folder) => existsSync(folder))
  if (existing !== undefined) return existing
  const folder = possible.find(isWritable)
  if (folder === undefined)
    throw new StartError(
      'DATA_DIR_NOT_WRITABLE',
      `Neither the cache folder of this user nor ${fallback} can be written`,
    )
  const draft = mkdtempSync(`${folder}.unfinished-`)
  try {
    await fill(draft)
    if (!existsSync(folder)) renameSync(draft, folder)
    return folder
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const isWritable = (folder: string): boolean => {
  try {
    mkdirSync(join(folder, '..'), { recursive: true })
    rmSync(mkdtempSync(`${folder}.probe-`), { recursive: true })
    return true
  } catch {
    return false
  }
}
