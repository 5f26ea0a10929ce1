import { appendAgain } from '../../event-store/append-again.ts'
import { RevisionConflict } from '../../event-store/errors.ts'
import type { Sql } from '../../postgres/connect.ts'
import { provisionTenant, type RoleNames } from '../../postgres/provision.ts'
import { publishFromBeginning } from '../../postgres/relay-checkpoint.ts'
import { inAppends, readBackedUpEvents } from './backed-up-events.ts'
import { countRestored } from './compare.ts'
import { requireEmptyDatabase } from './empty-database.ts'
import { BackupError } from './format/backup-error.ts'
import { readLines, verifyFile } from './format/line-file.ts'
import { type Manifest, readManifest } from './format/manifest.ts'
import { counted, progressOf } from './progress.ts'
import { insertRows, savedTables } from './saved-tables.ts'

type Options = {
  folder: string
  /** The read model, under the login of its owner. */
  owner: Sql
  /** The other logins, which get their rights on the tables of each tenant. */
  roles: Required<RoleNames>
  log(line: string): void
  /** Is called when the stores are found to be empty, or to have the beginning of this backup. */
  begins?(): void
}

/**
 * Verifies a backup. It reads every file once and changes nothing.
 * @throws BackupError when there is no backup, or it is not finished or damaged
 */
export const verifyBackup = async (folder: string, log: (line: string) => void): Promise<Manifest> => {
  const manifest = await readManifest(folder)
  const files = [...manifest.eventFiles, ...manifest.tableFiles.map(({ file }) => file)]
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = progressOf('Checksums, in bytes', log)
  let done = 0
  for (const file of files)
    await verifyFile(folder, file, (bytes) => {
      done += bytes
      progress.at(done / Math.max(1, total), done)
    })
  return manifest
}

/**
 * Restores a verified backup into empty stores: the events in the order of `$all` with their ids and
 * revisions, the schemas of the tenants, the usage. Afterwards the relay begins at the first event. A restore
 * that was stopped continues where it was. Nothing else may write to the stores meanwhile.
 * @throws STORE_NOT_EMPTY when a store has something else
 * @throws DATABASE_NOT_SET_UP when migrations/setup.sql was not applied
 * @throws BACKUP_DAMAGED when an event cannot be read
 * @throws EventStoreUnavailable or StoreUnavailable when a store does not respond
 */
export const restore = async (manifest: Manifest, options: Options): Promise<void> => {
  const { folder, owner, roles, log } = options
  await requireEmptyDatabase(owner, roles.writer)
  const restored = await countRestored(folder, manifest)
  options.begins?.()
  if (restored > 0) log(`Restored before: ${counted(restored, 'event')}; continuing after that`)
  await appendEvents(folder, manifest, { restored, log })
  log('Comparing the event store with the backup')
  const found = await countRestored(folder, manifest)
  if (found !== manifest.events)
    throw new Error(`The event store has ${found} events, and the backup has ${manifest.events}`)
  for (const [index, tenant] of manifest.tenants.entries()) {
    await provisionTenant(owner, tenant, roles)
    log(`Tenants: ${index + 1} of ${manifest.tenants.length}`)
  }
  // The last step, in one transaction. Before it the database counts as empty, so a restore can continue.
  await owner.begin(async (tx) => {
    for (const table of savedTables) {
      const saved = manifest.tableFiles.find((entry) => entry.table === table)
      if (saved) await insertRows(tx, table, readLines(folder, saved.file))
    }
    await publishFromBeginning(tx)
  })
}

const appendEvents = async (
  folder: string,
  manifest: Manifest,
  { restored, log }: { restored: number; log(line: string): void },
): Promise<void> => {
  const progress = progressOf('Events', log)
  const left = manifest.events - restored
  let done = 0
  for await (const events of inAppends(readBackedUpEvents(folder, manifest, restored))) {
    const [{ stream, revision }] = events
    try {
      await appendAgain(stream, revision, events)
    } catch (error) {
      throw error instanceof RevisionConflict ? writtenByOthers(error) : error
    }
    done += events.length
    progress.at(done / left, done)
  }
}

const writtenByOthers = (conflict: RevisionConflict): BackupError =>
  new BackupError(
    'STORE_NOT_EMPTY',
    `${conflict.message}: something else writes to the event store. Stop it, and restore into empty stores`,
    conflict,
  )
