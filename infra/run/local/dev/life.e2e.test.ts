import { afterAll, expect, test } from '@jest/globals'
import type { Client } from '../testing/client.ts'
import { cleanUp, isAlive, leftOf, outcome, runDev, runUnderNpm, temporaryFolder } from './testing/run.ts'

afterAll(cleanUp)

const input = {
  vendorId: 'v-1',
  customerId: 'c-1',
  invoiceDate: '2026-11-01',
  dueDate: '2026-12-01',
  lineItems: [{ description: 'Cement', quantity: '1', unitPrice: '100' }],
}
const create = 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }'
const ids = async (client: Client): Promise<string[]> => {
  const { nodes } = await client.value('{ invoices { nodes { id } } }')
  return nodes.map(({ id }: { id: string }) => id)
}

/** What was acknowledged is there, by the stream's own answer where the projection is not there yet. */
const read = (client: Client, id: string) =>
  client.value('query ($id: ID!) { invoice(id: $id, minRevision: 0) { id } }', { id })

test('data outlives Ctrl-C and kill -9, no process does, and --fresh empties', async () => {
  const DATA_DIR = temporaryFolder()
  const first = runDev({ DATA_DIR })
  const { client, url } = await first.banner()
  const kept = await client.value(create, { input })
  const family = first.family()
  expect(family.length).toBeGreaterThanOrEqual(4)
  // As under npm: the terminal tells us, and npm tells us once more.
  first.child.kill('SIGINT')
  first.child.kill('SIGINT')
  expect(await first.exited).toBe(0)
  expect(await leftOf(family, 2_000)).toEqual([])

  const PORT = new URL(url).port
  const second = runDev({ DATA_DIR, PORT })
  const again = await second.banner()
  expect(again.url).toBe(url)
  expect(await ids(again.client)).toEqual([kept.id])
  const acknowledged = await again.client.value(create, { input })
  const orphans = second.family()
  second.child.kill('SIGKILL')
  await second.exited

  // At once and on the same port: what the killed one left has to give way.
  const third = runDev({ DATA_DIR, PORT })
  const { client: survivor } = await third.banner()
  // The service gives what it has accepted eight seconds to end.
  expect(await leftOf(orphans, 12_000)).toEqual([])
  for (const { id } of [kept, acknowledged]) expect(await read(survivor, id)).toEqual({ id })
  third.child.kill('SIGTERM')
  expect(await third.exited).toBe(0)

  const fresh = runDev({ DATA_DIR }, ['--fresh'])
  expect(await ids((await fresh.banner()).client)).toEqual([])
}, 60_000)

test('Ctrl-C while it starts ends it too, and the next start is a first start or goes on', async () => {
  const DATA_DIR = temporaryFolder()
  const early = runDev({ DATA_DIR })
  // The database is being made from this line on.
  await new Promise<void>((seen) =>
    early.child.stderr?.on('data', () => early.said().includes('Creating') && seen()),
  )
  const family = early.family()
  early.child.kill('SIGINT')
  expect(await early.exited).toBe(0)
  expect(await leftOf(family, 5_000)).toEqual([])
  expect(early.said().trim()).toBe('Creating the PostgreSQL data folder')

  const next = runDev({ DATA_DIR })
  expect(await ids((await next.banner()).client)).toEqual([])
}, 60_000)

test('a signal that only npm gets ends everything, as a supervisor sends it', async () => {
  const run = runUnderNpm({ DATA_DIR: temporaryFolder() })
  await run.banner()
  const family = run.family()
  expect(family.length).toBeGreaterThanOrEqual(5)
  run.child.kill('SIGTERM')
  await run.exited
  const left = await leftOf(family, 12_000)
  for (const pid of family.filter(isAlive)) process.kill(pid, 'SIGKILL')
  expect(left).toEqual([])
}, 60_000)

test('an unknown flag and a stray word are called wrongly, and help is help', async () => {
  for (const wrong of ['--frsh', 'now']) {
    const { code, said } = await outcome({}, [wrong])
    expect(code).toBe(2)
    expect(said).toContain(wrong)
    expect(said).toContain('Usage: npm run dev')
  }
  expect(await outcome({}, ['--help'])).toEqual({
    code: 0,
    said: expect.stringContaining('Usage: npm run dev'),
  })
})
