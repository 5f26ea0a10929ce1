import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageWithCauses } from '../../process/command-line.ts'
import { type Manifest, manifestName, readManifest } from '../backup/format/manifest.ts'
import { failed, type Item, ok } from './item.ts'

type Found = { folder: string; manifest: Manifest }

/**
 * Checks the newest finished backup: its age, and that its files are there with their sizes. `folder` is one
 * backup, or contains one in each of its folders.
 */
export const checkBackup = async (folder: string, maxAgeHours: number): Promise<Item> => {
  try {
    const found = await findBackups(folder)
    const newest = found.toSorted((one, other) =>
      one.manifest.startedAt < other.manifest.startedAt ? 1 : -1,
    )[0]
    if (!newest) return failed('backup', `${folder} contains no finished backup`)
    const incomplete = await findIncomplete(newest)
    if (incomplete !== undefined)
      return failed('backup', `${newest.folder}: ${incomplete} is missing or damaged`)
    return ageOf(newest, maxAgeHours)
  } catch (error) {
    return failed('backup', messageWithCauses(error))
  }
}

const ageOf = ({ folder, manifest: { startedAt, events } }: Found, maxAgeHours: number): Item => {
  const hours = (Date.now() - Date.parse(startedAt)) / 3_600_000
  const text = `${folder} is ${hours.toFixed(1)} h old and has ${events} events`
  return hours <= maxAgeHours
    ? ok('backup', text)
    : failed('backup', `${text}; it may be ${maxAgeHours} h old`)
}

const findBackups = async (folder: string): Promise<Found[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const folders = entries.some(({ name }) => name === manifestName)
    ? [folder]
    : entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
  const found = await Promise.all(
    folders.map((one) =>
      readManifest(one).then(
        (manifest) => ({ folder: one, manifest }),
        () => undefined,
      ),
    ),
  )
  return found.filter((one) => one !== undefined)
}

/** The name of a file that is absent or has another size. `npm run restore -- DIR --check` reads them too. */
const findIncomplete = async ({ folder, manifest }: Found): Promise<string | undefined> => {
  for (const { name, bytes } of [...manifest.eventFiles, ...manifest.tableFiles.map(({ file }) => file)]) {
    const size = await stat(join(folder, name)).then(
      (file) => file.size,
      () => undefined,
    )
    if (size !== bytes) return name
  }
  return undefined
}
