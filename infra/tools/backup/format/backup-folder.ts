import { randomUUID } from 'node:crypto'
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../../../process/error-code.ts'
import { makeFolder } from '../../../process/make-folder.ts'
import { BackupError } from './backup-error.ts'
import { type FileSummary, writeLines } from './line-file.ts'
import { type Manifest, manifestName, manifestText } from './manifest.ts'

/** The name of a file that is not complete ends with this. */
const unfinishedSuffix = '.unfinished'

const dataFile = /^(events-\d{6}|usage(_reports|_lines)?)\.jsonl\.gz(\.[\w.-]*unfinished)?$/
const unfinishedManifest = /^manifest\.json\.[\w.-]*unfinished$/

/** The folder into which one backup is written. */
export type BackupFolder = {
  /** Writes a file of lines, which has its name only when it is complete and on the disk. */
  write(name: string, batches: AsyncIterable<readonly string[]>): Promise<FileSummary>
  /** Writes the manifest, as the last file: a folder without it is not a backup. */
  finish(manifest: Manifest): Promise<void>
}

/**
 * Takes a folder, which it creates, for one backup, and removes what one that was stopped has left in it. If
 * that one still runs, it fails at its next file: it must not mix its files with those of this one. Its
 * unfinished manifest, which is removed before everything else, says whose folder it is.
 * @throws FOLDER_NOT_EMPTY when the folder contains anything else than an unfinished backup
 */
export const openBackupFolder = async (folder: string): Promise<BackupFolder> => {
  makeFolder(folder)
  requireNoOthers(folder, await readdir(folder))
  const draftOf = draftsOf(folder)
  const draft = draftOf(manifestName)
  await (await open(draft, 'wx', 0o600)).close()
  try {
    await removeOthers(folder, draft)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  return {
    async write(name, batches) {
      const summary = await writeLines(draftOf(name), batches)
      await (await openOwn(draft, folder)).close()
      await keep(draftOf(name), folder, name)
      return { name, ...summary }
    },
    async finish(manifest) {
      const file = await openOwn(draft, folder)
      await file
        .writeFile(manifestText(manifest))
        .then(() => file.sync())
        .finally(() => file.close())
      await keep(draft, folder, manifestName)
      await syncFolder(folder)
    },
  }
}

/** Names that no other backup has. */
const draftsOf = (folder: string): ((name: string) => string) => {
  const run = randomUUID()
  return (name) => join(folder, `${name}.${run}${unfinishedSuffix}`)
}

const requireNoOthers = (folder: string, names: readonly string[]): void => {
  const [foreign] = names.filter((name) => !dataFile.test(name) && !unfinishedManifest.test(name))
  if (foreign === manifestName)
    throw new BackupError(
      'FOLDER_NOT_EMPTY',
      `${folder} already contains a backup: each backup needs a folder of its own`,
    )
  if (foreign !== undefined)
    throw new BackupError('FOLDER_NOT_EMPTY', `${folder} is not empty: it contains ${foreign}`)
}

/** The manifests first: a backup that ends in this moment has its manifest then, or never gets it. */
const removeOthers = async (folder: string, draft: string): Promise<void> => {
  const remove = async (name: string) => {
    if (join(folder, name) !== draft) await rm(join(folder, name), { force: true })
  }
  const before = await readdir(folder)
  for (const name of before.filter((one) => unfinishedManifest.test(one))) await remove(name)
  const names = await readdir(folder)
  requireNoOthers(folder, names)
  for (const name of names) await remove(name)
}

const openOwn = async (draft: string, folder: string): Promise<FileHandle> =>
  open(draft, 'r+').catch((error) => {
    throw errorCode(error) === 'ENOENT' ? taken(folder) : error
  })

const keep = async (draft: string, folder: string, name: string): Promise<void> =>
  rename(draft, join(folder, name)).catch((error) => {
    throw errorCode(error) === 'ENOENT' ? taken(folder) : error
  })

const taken = (folder: string): BackupError =>
  new BackupError(
    'FOLDER_TAKEN',
    `Another backup has begun in ${folder}, so this one ends: each backup needs a folder of its own`,
  )

/** The names of new files are on the disk only when their folder is. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
