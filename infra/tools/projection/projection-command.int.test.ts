import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { adjusted } from '../../../functions/projections/invoices/testing/adjusted-story.ts'
import { appendStory } from '../../../functions/projections/invoices/testing/story.ts'
import { closeEventStore } from '../../event-store/client.ts'
import { connect, type Sql } from '../../postgres/connect.ts'
import { provisionTenant } from '../../postgres/provision.ts'
import { startTestStores, type TestStores } from '../../run/local/testing/stores.ts'
import { openFunctions } from '../functions/open-functions.ts'

// Thousands of events are appended and filled, which takes long on a busy machine.
jest.setTimeout(180_000)

const program = join(import.meta.dirname, 'projection-command.ts')
const before = { ...process.env }
const stories = 250
let stores: TestStores
let owner: Sql

beforeAll(async () => {
  stores = await startTestStores()
  Object.assign(process.env, stores.environment)
  owner = connect(stores.readModel.owner)
  for (const tenant of ['acme', 'bengal']) await provisionTenant(owner, tenant)
  for (let index = 0; index < stories; index += 2)
    await Promise.all([appendStory(adjusted), appendStory(adjusted)])
  await appendStory(adjusted, 'bengal')
  await openFunctions()('relay', {})
})
afterAll(async () => {
  await closeEventStore()
  await stores.stop()
  process.env = before
})

type Outcome = { code: number; stdout: string; stderr: string }

const run = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env: process.env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

/** Kills a rebuild as soon as it has filled something and before it has filled all. */
const killRebuild = async (): Promise<void> => {
  const child = spawn(process.execPath, [program, 'rebuild'], { env: process.env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  for (;;) {
    const [model] = await owner<{ events: number; filledAt: string | null }[]>`
      select filled_events::int as events, filled_at as "filledAt" from finance.read_models where version = 2`
    if (model?.filledAt) throw new Error('The rebuild was finished before it was killed')
    if ((model?.events ?? 0) > 0) break
    if (child.exitCode !== null) throw new Error(`The rebuild ended with ${child.exitCode}`)
  }
  child.kill('SIGKILL')
  await exited
}

test('45 a rebuild that is killed is finished by the next one, and every command does its part', async () => {
  await killRebuild()
  const stopped = await run('status')
  expect(stopped.stdout).toMatch(
    /^version 1 {2}in use {2}tenants: 2 .*\nversion 2 {2}[\d.]+ % filled {2}tenants: 0 /,
  )
  expect(await run('switch', '--to', '2')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Version 2 lacks rows until its rebuild is finished'),
  })

  const rebuilt = await run('rebuild')
  const events = (stories + 1) * adjusted.length
  expect(rebuilt).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^version 2 is filled with \d+ events/),
  })
  expect(Number(/with (\d+)/.exec(rebuilt.stdout)?.[1])).toBeGreaterThanOrEqual(events)
  const compared = await run('compare')
  expect(compared).toMatchObject({ code: 0, stderr: '' })
  expect(compared.stdout).toMatch(
    new RegExp(`^acme {2}invoices: ${stories} .* equal\nbengal {2}invoices: 1 .* equal\n$`),
  )

  await owner`update tenant_bengal_v2.tax_documents set place = 'X' where kind = '6.7'`
  expect(await run('compare', '--tenant', 'bengal')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/1 differ\n {2}tax_documents \S+ of \S+: place\n$/),
  })
  expect((await run('switch', '--to', '2', '--tenant', 'acme')).stdout).toBe(
    'switched  acme  from version 1\n',
  )
  expect((await run('status')).stdout).toMatch(
    /tenant acme {2}reads version 2\ntenant bengal {2}reads version 1\n/,
  )
  expect((await run('rollback')).stdout).toBe('switched  acme  from version 2\n')
  expect(await run('retire', '--version', '1')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('2 tenants read version 1: switch them to another one first'),
  })
  expect(await run('retire', '--version', '2')).toMatchObject({ code: 0, stdout: 'retired  version 2\n' })
  expect((await run('status')).stdout).toMatch(
    /^version 1 {2}in use .*\nrelay {2}checkpoint .*\nprojection .*\n$/,
  )
})

test.each([
  [[], 'No command given'],
  [['build'], '"build" is not a command'],
  [['toString'], '"toString" is not a command'],
  [['status', 'now'], 'Unexpected "now"'],
  [['switch'], '--to needs the number of a version'],
  [['retire', '--version', 'x'], '--version needs the number of a version'],
  [['rebuild', '--tenant', 'acme'], '--tenant is not allowed with rebuild'],
])('%j is refused with the help', async (args, message) => {
  const { code, stderr } = await run(...args)
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  expect(stderr).toContain('npm run projection -- status')
})
