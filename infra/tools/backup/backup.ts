import { type AllEvent, type Position, readAllPages, readHead } from '../../event-store/all-events.ts'
import { parseStream } from '../../event-store/stream-names.ts'
import type { Sql } from '../../postgres/connect.ts'
import { type BackupFolder, openBackupFolder } from './format/backup-folder.ts'
import { encodeEvent, isBackedUp } from './format/event-line.ts'
import type { FileSummary } from './format/line-file.ts'
import { formatName, formatVersion, type Manifest } from './format/manifest.ts'
import { type Progress, progressOf } from './progress.ts'
import { readSavedTables, savedTables } from './saved-tables.ts'

type Options = {
  folder: string
  /** The read model, under a login that may read the usage. */
  sql: Sql
  log(line: string): void
  /** A file of events ends when its lines have this many bytes. Default 256 MiB, about 30 MiB in the file. */
  fileBytes?: number | undefined
}

const defaultFileBytes = 256 * 1024 * 1024

/**
 * Writes a backup of both stores into a folder, which it creates. It may run while the service runs: it
 * contains every event up to the last one at its start. The manifest is written last, so a backup that was
 * stopped is recognised; the next one in the same folder begins again.
 * @throws FOLDER_NOT_EMPTY when the folder contains anything else than an unfinished backup
 * @throws FOLDER_TAKEN when another backup begins in the folder meanwhile
 * @throws EventStoreUnavailable or StoreUnavailable when a store does not respond
 */
export const backUp = async ({ folder, sql, log, fileBytes }: Options): Promise<Manifest> => {
  const files = await openBackupFolder(folder)
  const startedAt = new Date().toISOString()
  const head = await readHead()
  const tenants = new Set<string>()
  const lines = head ? readEventLines(head, tenants, progressOf('Events', log)) : undefined
  const eventFiles = lines ? await writeFiles(files, lines, fileBytes ?? defaultFileBytes) : []
  const tableFiles = await writeTables(files, sql)
  const manifest: Manifest = {
    format: formatName,
    version: formatVersion,
    startedAt,
    finishedAt: new Date().toISOString(),
    events: eventFiles.reduce((sum, file) => sum + file.lines, 0),
    tenants: [...tenants].sort(),
    eventFiles,
    tableFiles,
  }
  await files.finish(manifest)
  return manifest
}

/** Also collects the ids of the tenants. */
async function* readEventLines(
  head: Position,
  tenants: Set<string>,
  progress: Progress,
): AsyncGenerator<string[]> {
  const convert = (event: AllEvent) => {
    if (!isBackedUp(event)) return undefined
    const tenantId = parseStream(event.streamId)?.tenantId
    if (tenantId !== undefined) tenants.add(tenantId)
    const value = encodeEvent(event)
    return { value, bytes: value.length }
  }
  let events = 0
  for await (const { values, last } of readAllPages(head, convert)) {
    events += values.length
    // Positions of EventStoreDB are places in its files.
    progress.at(Number(last.commit) / Math.max(1, Number(head.commit)), events)
    yield values
  }
}

/** Writes one file after another, so that a large backup can be copied and checked in parts. */
const writeFiles = async (
  folder: BackupFolder,
  batches: AsyncGenerator<string[]>,
  fileBytes: number,
): Promise<FileSummary[]> => {
  const files: FileSummary[] = []
  let next = await batches.next()
  async function* oneFile(): AsyncGenerator<string[]> {
    for (let bytes = 0; !next.done && bytes < fileBytes; next = await batches.next()) {
      bytes += next.value.reduce((sum, line) => sum + line.length, 0)
      yield next.value
    }
  }
  while (!next.done) {
    const name = `events-${String(files.length + 1).padStart(6, '0')}.jsonl.gz`
    files.push(await folder.write(name, oneFile()))
  }
  return files
}

const writeTables = (folder: BackupFolder, sql: Sql): Promise<Manifest['tableFiles']> =>
  readSavedTables(sql, async (rowsOf) => {
    const files: Manifest['tableFiles'] = []
    for (const table of savedTables)
      files.push({ table, file: await folder.write(`${table}.jsonl.gz`, rowsOf(table)) })
    return files
  })
