import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type BackupFolder, openBackupFolder } from './backup-folder.ts'
import { type FileSummary, verifyFile } from './line-file.ts'
import { formatName, formatVersion, readManifest } from './manifest.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finance-backup-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const [events, usage] = ['events-000001.jsonl.gz', 'usage.jsonl.gz']

async function* lines(...text: string[]): AsyncGenerator<string[]> {
  yield text
}

const finish = (backup: BackupFolder, eventFiles: FileSummary[]): Promise<void> => {
  const at = '2026-11-28T00:00:00.000Z'
  const times = { startedAt: at, finishedAt: at }
  const content = { events: 1, tenants: [], eventFiles, tableFiles: [] }
  return backup.finish({ format: formatName, version: formatVersion, ...times, ...content })
}

const isTaken = expect.objectContaining({
  code: 'FOLDER_TAKEN',
  message: expect.stringContaining('Another backup has begun in'),
})

test('of two backups in one folder the later one is whole, and the earlier one fails', async () => {
  const earlier = await openBackupFolder(folder)
  await earlier.write(events, lines('earlier'))

  const later = await openBackupFolder(folder)
  const file = await later.write(events, lines('later'))

  await expect(earlier.write(usage, lines('earlier'))).rejects.toEqual(isTaken)
  await finish(later, [file])
  await expect(finish(earlier, [])).rejects.toEqual(isTaken)
  const manifest = await readManifest(folder)
  expect(manifest.eventFiles).toEqual([file])
  await verifyFile(folder, file, () => undefined)
})

test('a backup that is overtaken while it writes a file leaves that of the other one alone', async () => {
  const earlier = await openBackupFolder(folder)
  let later: BackupFolder | undefined
  let file: FileSummary | undefined
  async function* overtaken(): AsyncGenerator<string[]> {
    later = await openBackupFolder(folder)
    file = await later.write(events, lines('later'))
    yield ['earlier']
  }

  await expect(earlier.write(events, overtaken())).rejects.toEqual(isTaken)

  if (!later || !file) throw new Error('The later backup did not begin')
  await finish(later, [file])
  await verifyFile(folder, file, () => undefined)
})

test('a finished backup is refused to a later one, which leaves nothing in the folder', async () => {
  const backup = await openBackupFolder(folder)
  await finish(backup, [await backup.write(events, lines('first'))])

  await expect(openBackupFolder(folder)).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })

  expect(readdirSync(folder).sort()).toEqual([events, 'manifest.json'])
})

test('what a backup that was stopped has left is removed, also that of an older release', async () => {
  const stopped = await openBackupFolder(folder)
  await stopped.write(events, lines('stopped'))
  for (const name of [`${usage}.unfinished`, 'manifest.json.unfinished'])
    writeFileSync(join(folder, name), '')

  const backup = await openBackupFolder(folder)
  await finish(backup, [])

  expect(readdirSync(folder)).toEqual(['manifest.json'])
})
