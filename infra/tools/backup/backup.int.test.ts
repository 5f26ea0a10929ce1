import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { appendAgain } from '../../event-store/append-again.ts'
import { closeEventStore } from '../../event-store/client.ts'
import { connect } from '../../postgres/connect.ts'
import { startTestStores, type TestStores } from '../../run/local/testing/stores.ts'
import { inAppends, readBackedUpEvents } from './backed-up-events.ts'
import { backUp } from './backup.ts'
import { countRestored } from './compare.ts'
import { readManifest } from './format/manifest.ts'
import { restore, verifyBackup } from './restore.ts'

// Stores are started, which takes long on a busy machine.
jest.setTimeout(120_000)

const before = { ...process.env }
const log = () => undefined
const folder = mkdtempSync(join(tmpdir(), 'finance-backup-'))
const backup = join(folder, 'backup')
const stores: TestStores[] = []

let source: TestStores
let target: TestStores

const use = ({ environment }: TestStores): void => {
  process.env.EVENTSTORE_CONNECTION_STRING = environment.EVENTSTORE_CONNECTION_STRING
}

const start = async (): Promise<TestStores> => {
  const started = await startTestStores()
  stores.push(started)
  return started
}

const withClient = async <T>(
  of: TestStores,
  work: (client: EventStoreDBClient) => Promise<T>,
): Promise<T> => {
  const client = EventStoreDBClient.connectionString(of.environment.EVENTSTORE_CONNECTION_STRING ?? '')
  return work(client).finally(() => client.dispose())
}

const readAll = (of: TestStores) =>
  withClient(of, async (client) => {
    const events: unknown[] = []
    for await (const { event } of client.readAll())
      if (event) {
        const { streamId, revision, id, type, isJson, data, metadata } = event
        events.push({ streamId, revision, id, type, isJson, data, metadata })
      }
    return events
  })

const isOfStore = (event: unknown): boolean => /^[$]|^clock$/.test((event as { streamId: string }).streamId)

const json = (data: unknown, metadata?: Record<string, unknown>) =>
  jsonEvent({ id: randomUUID(), type: 'Happened', data: data as string, ...(metadata ? { metadata } : {}) })

const restoreTo = async (of: TestStores): Promise<void> => {
  use(of)
  const owner = connect(of.readModel.owner)
  const roles = { writer: 'finance_writer', reader: 'finance_reader' }
  await restore(await verifyBackup(backup, log), { folder: backup, owner, roles, log })
}

/** Interleaved streams, of ours and of others, with every kind of content. */
const fill = (client: EventStoreDBClient) =>
  (async () => {
    await client.appendToStream('clock', json({}))
    await client.setStreamMetadata('clock', { maxCount: 10 })
    await client.appendToStream('tenant-acme', json({ name: 'বেঙ্গল 😀 \ud83d "\\\n' }, { actor: 'u-1' }))
    for (let round = 0; round < 40; round++) {
      await client.appendToStream('invoice-acme_1', [json({ round }), json([round, null, 'x'.repeat(999)])])
      await client.appendToStream('numbers-acme_6.3_MAIN_2026-2027', json({ round, amount: '0.10' }))
    }
    const bytes = Buffer.from([0, 255, 10, 13, 128])
    await client.appendToStream('other', binaryEvent({ type: 'Bytes', data: bytes, metadata: bytes }))
    await client.appendToStream('other', json('a text'))
    await client.appendToStream('other', json({ large: 'x'.repeat(900_000) }))
    for (let large = 0; large < 5; large++)
      await client.appendToStream('other', json({ large: 'y'.repeat(900_000) }))
  })()

beforeAll(async () => {
  source = await start()
  target = await start()
  await withClient(source, fill)
  use(source)
  const writer = connect(source.readModel.writer)
  const row = { tenant: 'acme', day: '2026-11-26', function: 'f', operation: 'o', errors: 0 }
  await writer`insert into finance.usage ${writer([
    { ...row, invocations: '9223372036854775807', billed_ms: 1, megabyte_ms: 2 },
  ])}`
  await writer`insert into finance.usage_lines (request_id, operation, shares)
    values ('r', 'o', '{ "a":\n 1.10 }')`
  await backUp({ folder: backup, sql: writer, log, fileBytes: 20_000 })
})
afterEach(closeEventStore)
afterAll(async () => {
  process.env = before
  for (const one of stores) await one.stop()
  rmSync(folder, { recursive: true })
})

test('a backup has the documented files, and only its owner can read them', async () => {
  const manifest = await readManifest(backup)
  expect(manifest).toMatchObject({ format: 'finance-backup', version: 1, events: 129, tenants: ['acme'] })
  expect(manifest.eventFiles.length).toBeGreaterThan(1)
  const names = [...manifest.eventFiles, ...manifest.tableFiles.map(({ file }) => file)].map(
    ({ name }) => name,
  )
  expect(readdirSync(backup).sort()).toEqual([...names, 'manifest.json'].sort())
  for (const name of readdirSync(backup)) expect(statSync(join(backup, name)).mode & 0o777).toBe(0o600)
  expect(statSync(backup).mode & 0o777).toBe(0o700)
  const [first] = gunzipSync(readFileSync(join(backup, 'events-000001.jsonl.gz')))
    .toString()
    .split('\n')
  expect(JSON.parse(first ?? '')).toEqual({
    stream: 'tenant-acme',
    revision: 0,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    type: 'Happened',
    created: expect.stringMatching(/Z$/),
    data: { name: 'বেঙ্গল 😀 \ud83d "\\\n' },
    metadata: { actor: 'u-1' },
  })
})

test('a restore keeps order, ids, revisions, data and metadata of every event, and the rows', async () => {
  await restoreTo(target)
  expect(await readAll(target)).toEqual((await readAll(source)).filter((event) => !isOfStore(event)))
  const owner = connect(target.readModel.owner)
  expect(await owner`select invocations, megabyte_ms from finance.usage`).toMatchObject([
    { invocations: '9223372036854775807', megabyte_ms: '2' },
  ])
  expect(await owner`select request_id, shares->>'a' as a, received_at from finance.usage_lines`).toEqual(
    await connect(source.readModel.owner)`
      select request_id, shares->>'a' as a, received_at from finance.usage_lines`,
  )
  expect(await owner`select id from finance.tenants`).toMatchObject([{ id: 'acme' }])
  expect(await owner`select checkpoint_commit::text as at, holder from finance.relay`).toMatchObject([
    { at: '0', holder: null },
  ])
})

test('a second restore into the same stores is refused', async () => {
  await expect(restoreTo(target)).rejects.toMatchObject({
    code: 'STORE_NOT_EMPTY',
    message: expect.stringContaining('finance.usage has rows'),
  })
})

test.each([1, 60, 128, 129])('a restore that was stopped after %i events continues', async (count) => {
  const stopped = await start()
  use(stopped)
  const manifest = await readManifest(backup)
  async function* firstOnes() {
    let left = count
    for await (const event of readBackedUpEvents(backup, manifest)) if (left-- > 0) yield event
  }
  for await (const events of inAppends(firstOnes())) {
    const [{ stream, revision }] = events
    await appendAgain(stream, revision, events)
  }
  expect(await countRestored(backup, manifest)).toBe(count)
  await restoreTo(stopped)
  expect(await readAll(stopped)).toEqual((await readAll(source)).filter((event) => !isOfStore(event)))
})

test.each([
  ['another event', 'invoice-acme_2', /it has revision 0 of invoice-acme_2/],
  ['an event of the same stream', 'tenant-acme', /it has revision 0 of tenant-acme/],
])('an event store with %s is refused', async (_, stream, message) => {
  const used = await start()
  await withClient(used, (client) => client.appendToStream(stream, json({})))
  const events = await readAll(used)
  await expect(restoreTo(used)).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY', message })
  expect(await readAll(used)).toEqual(events)
})

test('a database that a service uses is refused', async () => {
  const used = await start()
  const writer = connect({ ...used.readModel.writer, maxConnections: 1 })
  await writer`select 1`
  await expect(restoreTo(used)).rejects.toMatchObject({
    message: expect.stringMatching(/connected to the database as finance_writer/),
  })
})

const copyOf = (change: (path: (name: string) => string) => void): string => {
  const copy = mkdtempSync(join(folder, 'copy-'))
  for (const name of readdirSync(backup)) writeFileSync(join(copy, name), readFileSync(join(backup, name)))
  change((name) => join(copy, name))
  return copy
}

const changeManifest = (path: string, change: object): void =>
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))

test.each<[string, (path: (name: string) => string) => void, object]>([
  [
    'one bit of a file differs',
    (path) => {
      const bytes = readFileSync(path('events-000001.jsonl.gz'))
      bytes[100] = (bytes[100] ?? 0) ^ 1
      writeFileSync(path('events-000001.jsonl.gz'), bytes)
    },
    { code: 'BACKUP_DAMAGED', message: expect.stringMatching(/events-000001.jsonl.gz has another SHA-256/) },
  ],
  [
    'a file is shorter',
    (path) => writeFileSync(path('usage.jsonl.gz'), ''),
    { code: 'BACKUP_DAMAGED', message: expect.stringMatching(/usage.jsonl.gz has 0 bytes and should have/) },
  ],
  [
    'a file is missing',
    (path) => rmSync(path('events-000002.jsonl.gz')),
    { code: 'BACKUP_DAMAGED', message: expect.stringMatching(/events-000002.jsonl.gz cannot be read/) },
  ],
  [
    'the manifest is missing',
    (path) => rmSync(path('manifest.json')),
    { code: 'BACKUP_UNFINISHED', message: expect.stringMatching(/has no manifest.json/) },
  ],
  [
    'the manifest is cut off',
    (path) => writeFileSync(path('manifest.json'), '{"format":'),
    { code: 'BACKUP_DAMAGED' },
  ],
  [
    'a later release wrote it',
    (path) => changeManifest(path('manifest.json'), { version: 2 }),
    { code: 'BACKUP_OF_ANOTHER_VERSION', message: expect.stringMatching(/version 2 .* reads version 1/) },
  ],
  [
    'the manifest names a file outside the folder',
    (path) =>
      changeManifest(path('manifest.json'), {
        eventFiles: [{ name: '../x', bytes: 1, lines: 1, sha256: '0'.repeat(64) }],
      }),
    { code: 'BACKUP_DAMAGED', message: expect.stringMatching(/eventFiles.0.name/) },
  ],
])('a backup is refused when %s', async (_, change, error) => {
  await expect(verifyBackup(copyOf(change), log)).rejects.toMatchObject(error)
})

test('a folder that does not exist is named', async () => {
  await expect(verifyBackup(join(folder, 'absent'), log)).rejects.toMatchObject({ code: 'BACKUP_ABSENT' })
})

test('a backup that was stopped is begun again in its folder, and other files are kept', async () => {
  use(source)
  const sql = connect(source.readModel.writer)
  const unfinished = copyOf((path) => {
    rmSync(path('manifest.json'))
    writeFileSync(path('events-000009.jsonl.gz.unfinished'), 'x')
  })
  expect(await backUp({ folder: unfinished, sql, log })).toMatchObject({ events: 129 })
  expect(readdirSync(unfinished).sort()).toEqual([
    'events-000001.jsonl.gz',
    'manifest.json',
    'usage.jsonl.gz',
    'usage_lines.jsonl.gz',
    'usage_reports.jsonl.gz',
  ])
  await expect(backUp({ folder: unfinished, sql, log })).rejects.toMatchObject({
    code: 'FOLDER_NOT_EMPTY',
    message: expect.stringMatching(/already contains a backup/),
  })
  const used = copyOf((path) => {
    rmSync(path('manifest.json'))
    writeFileSync(path('notes.txt'), 'x')
  })
  await expect(backUp({ folder: used, sql, log })).rejects.toMatchObject({
    message: expect.stringMatching(/contains notes.txt/),
  })
  expect(readdirSync(used)).toContain('events-000001.jsonl.gz')
})

test('an empty store has an empty backup', async () => {
  const empty = await start()
  use(empty)
  const to = join(folder, 'empty')
  const manifest = await backUp({ folder: to, sql: connect(empty.readModel.writer), log })
  expect(manifest).toMatchObject({ events: 0, eventFiles: [], tenants: [] })
  await verifyBackup(to, log)
})
