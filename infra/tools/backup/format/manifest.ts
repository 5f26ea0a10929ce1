import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { errorCode } from '../../../process/error-code.ts'
import { BackupError } from './backup-error.ts'

export const formatName = 'finance-backup'
export const formatVersion = 1
export const manifestName = 'manifest.json'

const count = z.int().min(0)
const file = z.strictObject({
  /** Without a slash, so that a manifest from elsewhere cannot name a file outside its folder. */
  name: z.string().regex(/^[\w-][\w.-]{0,80}$/),
  bytes: count,
  lines: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
const manifestSchema = z.strictObject({
  format: z.literal(formatName),
  version: z.literal(formatVersion),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  events: count,
  tenants: z.array(z.string()),
  eventFiles: z.array(file),
  tableFiles: z.array(z.strictObject({ table: z.string(), file })),
})

/** The contents of a backup. Times are ISO 8601 in UTC. */
export type Manifest = z.infer<typeof manifestSchema>

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`

/**
 * Reads the manifest of a backup.
 * @throws BACKUP_ABSENT when there is no such folder
 * @throws BACKUP_UNFINISHED when the folder has no manifest
 * @throws BACKUP_OF_ANOTHER_VERSION when another release wrote it
 * @throws BACKUP_DAMAGED when the manifest is not valid
 */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const path = join(folder, manifestName)
  const text = await readFile(path, 'utf8').catch((error) => {
    throw errorCode(error) === 'ENOENT' ? withoutManifest(folder) : error
  })
  const parsed = parseJson(text)
  const { success, data, error } = manifestSchema.safeParse(parsed)
  if (success) return data
  const version = (parsed as { version?: unknown } | undefined)?.version
  if (typeof version === 'number' && version !== formatVersion)
    throw new BackupError(
      'BACKUP_OF_ANOTHER_VERSION',
      `${path} has version ${version} of the format, and this release reads version ${formatVersion}: ` +
        'restore it with the release that made it',
    )
  const [issue] = error.issues
  throw new BackupError(
    'BACKUP_DAMAGED',
    `${path} is not a manifest: ${issue?.path.join('.') || 'it'} ${issue?.message}. Use another backup`,
  )
}

const withoutManifest = (folder: string): BackupError =>
  existsSync(folder)
    ? new BackupError(
        'BACKUP_UNFINISHED',
        `${folder} has no ${manifestName}: it is no backup, or one that was not finished`,
      )
    : new BackupError('BACKUP_ABSENT', `There is no folder ${folder}`)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
