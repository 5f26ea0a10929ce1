import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Client } from '../../infra/run/local/testing/client.ts'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { startTestStores } from '../../infra/run/local/testing/stores.ts'
import { runTool } from '../../infra/tools/testing/run-tool.ts'
import { type Desk, deskOf, dueToday, line, openDesk } from './testing/desk.ts'
import { everyAnswer, type Subjects, uncalledQueries } from './testing/every-answer.ts'
import { type Made, makeEveryStatus } from './testing/every-status.ts'
import { startHostProcess } from './testing/host-process.ts'
import { partsOf, receiptsOf, transfer } from './testing/receipts.ts'
import { numberIn, readEvents, readTakes, serialIn, takenTwice } from './testing/registers.ts'

// Stores, services and commands are started, which takes long on a busy machine.
jest.setTimeout(300_000)

const { service, desk } = await openDesk()
const bengal = deskOf(await service.as('admin', 'bengal'))
const receipts = receiptsOf(desk.client)
const platform = await service.as('platform')
const folder = mkdtempSync(join(tmpdir(), 'finance-backup-'))
const older = join(folder, 'older')
const newer = join(folder, 'newer')

const ends: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const end of ends.reverse()) await end()
  await service.stop()
  rmSync(folder, { recursive: true, force: true })
})

const backUp = (to: string) => runTool('backup/backup-command.ts', [to], service.environment)
const restore = (from: string, environment: Record<string, string>) =>
  runTool('backup/restore-command.ts', [from], environment)

/** The same user of another service: both accept the same tokens. */
const at = (url: string, { token }: Client): Client => clientOf(url, token)

let made: Record<'acme' | 'bengal', Made[]>
let receipt: { id: string; customerId: string; revision: number }
let subjects: Record<'acme' | 'bengal', Subjects>
let expected: Record<string, unknown>

const awaitReceipt = (client: Client): Promise<unknown> =>
  receiptsOf(client).awaitRow(receipt.id, receipt.revision)

const awaitRows = async (ofDesk: Desk, invoices: readonly Made[]): Promise<void> => {
  for (const { id, revision } of invoices) await ofDesk.awaitRow(id, revision)
}

/** Every answer of every query for both tenants and the platform, from the service at this address. */
const allAnswers = async (url: string) => ({
  acme: await everyAnswer(at(url, desk.client), subjects.acme),
  bengal: await everyAnswer(at(url, bengal.client), subjects.bengal),
  // The invoices of another tenant: their answers are null.
  others: await everyAnswer(at(url, bengal.client), subjects.acme),
  platform: await everyAnswer(at(url, platform), { ...subjects.acme, invoices: [], receipts: [] }),
})

/** Restores into new empty stores and starts a service on them. */
const startRestored = async (backup: string) => {
  const stores = await startTestStores()
  ends.push(stores.stop)
  const outcome = await restore(backup, stores.environment)
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('restored') })
  const host = await startHostProcess({ ...service.environment, ...stores.environment })
  ends.push(host.kill)
  const store = EventStoreDBClient.connectionString(stores.environment.EVENTSTORE_CONNECTION_STRING ?? '')
  ends.push(() => store.dispose())
  return { ...host, store, environment: stores.environment, desk: deskOf(at(host.url, desk.client)) }
}

beforeAll(async () => {
  const usage = { day: '2026-11-30', errors: 1, billed_ms: 1_000, megabyte_ms: 1_024_000 }
  const row = { ...usage, tenant: 'acme', function: 'create-invoice', operation: 'createInvoice' }
  await service.database`insert into finance.usage ${service.database([
    { ...row, invocations: '7' },
    { ...row, tenant: '', function: 'relay', operation: 'relay', invocations: '5' },
  ])}`
  const acme = await makeEveryStatus(desk)
  const paid = await desk.issue([line('1', '100')])
  receipt = await receipts.run('record', { input: transfer('300', partsOf([paid, '20'])) })
  const instant = new Date().toISOString()
  const partlyPaid = { ...paid, revision: paid.revision + 1 }
  made = {
    acme: [...acme, partlyPaid, await desk.issue([line('1', '5')])],
    bengal: await makeEveryStatus(bengal),
  }
  await awaitRows(desk, made.acme)
  await awaitRows(bengal, made.bengal)
  await awaitReceipt(desk.client)
  subjects = {
    acme: { invoices: made.acme, receipts: [receipt], instant },
    bengal: { invoices: made.bengal, receipts: [], instant },
  }
  expected = await allAnswers(service.url)
})

test('every query of the contract is asked, and has answers with data', () => {
  expect(uncalledQueries()).toEqual([])
  const { acme } = expected as { acme: Record<string, { data: Record<string, unknown> | null }> }
  const empty = Object.entries(acme).filter(([, { data }]) => !data || Object.values(data).includes(null))
  expect(empty.map(([call]) => call.replace(/\(.*/, '')).sort()).toEqual([
    // The invoice that was made after the time of asOf, and a number that nobody has.
    'invoice',
    'invoiceByNumber',
    'platformUsage',
  ])
})

test('a backup is made while commands run, and another one is older', async () => {
  expect(await backUp(older)).toMatchObject({ code: 0, stdout: expect.stringContaining('2 tenants') })
  let running = true
  const work = Array.from({ length: 4 }, async () => {
    while (running) await desk.issue([line('1', '100')], dueToday())
  })
  const outcome = await backUp(newer)
  running = false
  await Promise.all(work)
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('2 tenants') })
  expect(await backUp(newer)).toMatchObject({ code: 1, stderr: expect.stringContaining('already contains') })
})

test('an older backup gives every answer of its time, and the numbers continue without a gap', async () => {
  const restored = await startRestored(older)
  await awaitRows(restored.desk, made.acme)
  await awaitReceipt(restored.desk.client)
  await awaitRows(deskOf(at(restored.url, bengal.client)), made.bengal)

  expect(await allAnswers(restored.url)).toEqual(expected)

  for (const series of ['6.3', '6.7', '6.8']) {
    const before = await readTakes(restored.store, 'acme', series)
    const issued = await restored.desk.issue([line('10', '100')], dueToday())
    const lines = [{ lineItemId: issued.lineItems[0].id, quantity: '1' }]
    const step = series === '6.7' ? 'credit' : 'debit'
    const last =
      series === '6.3' ? issued : await restored.desk.run(step, { id: issued.id, lines, reason: 'Again' })
    expect([series, serialIn(last, series)]).toEqual([series, before.length + 1])
    expect(takenTwice(await readTakes(restored.store, 'acme', series))).toEqual([])
  }
  const drafts = await readEvents(restored.store, 'numbers-acme_INV_2024-2025')
  const draft = await restored.desk.create([line('1', '1')])
  expect(serialIn(draft, 'INV')).toBe(drafts.length + 1)
  expect(numberIn(draft, 'INV')).toMatch(/^INV-2024-10-15-/)
})

/** The events of the service in the order of `$all`. */
const readAll = async (connectionString = '') => {
  const client = EventStoreDBClient.connectionString(connectionString)
  const events: unknown[] = []
  for await (const { event } of client.readAll())
    if (event && !/^[$]|^clock$/.test(event.streamId)) {
      const { streamId, revision, id, type, data, metadata } = event
      events.push({ streamId, revision, id, type, data, metadata })
    }
  await client.dispose()
  return events
}

test('a backup that was made while commands ran is the beginning of $all, and numbers continue', async () => {
  const restored = await startRestored(newer)
  const original = await readAll(service.environment.EVENTSTORE_CONNECTION_STRING)
  const takes = await readTakes(restored.store, 'acme', '6.3')
  const events = await readAll(restored.environment.EVENTSTORE_CONNECTION_STRING)
  expect(events.length).toBeGreaterThan(100)
  expect(events.length).toBeLessThan(original.length)
  expect(events).toEqual(original.slice(0, events.length))

  const issued = await restored.desk.issue([line('1', '1')], dueToday())
  expect(serialIn(issued, '6.3')).toBe(takes.length + 1)
  await restored.desk.awaitRow(issued.id, issued.revision)
})

test('stores with other data are refused, and nothing is written', async () => {
  const before = await readAll(service.environment.EVENTSTORE_CONNECTION_STRING)
  expect(await restore(older, service.environment)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/stop it first|not empty/),
  })
  expect(await readAll(service.environment.EVENTSTORE_CONNECTION_STRING)).toEqual(before)
})
