import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { connect } from '../../postgres/connect.ts'
import { writeConnectionFile } from '../../postgres/connection-file.ts'
import { migrationFiles } from '../../postgres/migration-files.ts'
import { withMigrationLock } from '../../postgres/migration-lock.ts'
import { provisionTenant } from '../../postgres/provision.ts'
import { type TestDatabase, testDatabase } from '../../run/local/postgres/test-database.ts'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

// These tests start servers and commands, which takes long on a busy machine.
jest.setTimeout(60_000)

const names = migrationFiles().map(({ name }) => name)
const noSuchProcess = 2 ** 22 + 1

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  for (const tenant of ['a', 'b']) await provisionTenant(connect(database.owner), tenant)
})

afterAll(() => database.drop())

type Outcome = { code: number; stdout: string; stderr: string }

const runCommand = (args: string[], env: Record<string, string>): Promise<Outcome> =>
  new Promise((resolve) => {
    const program = join(import.meta.dirname, 'migration-command.ts')
    const options = { env: { ...pathAndCache(), ...env } }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

const configured = (): Record<string, string> => ({
  DATABASE_HOST: database.owner.host,
  DATABASE_PORT: String(database.owner.port),
  DATABASE_NAME: database.owner.database,
  DATABASE_USERNAME: database.owner.user,
  DATABASE_PASSWORD: database.owner.password,
})

describe('on the configured database', () => {
  test('reverts, shows and runs migrations', async () => {
    const [last = ''] = names.slice(-1)
    const named = ['revert', '--tenant', 'a', '--name', last]
    expect(await runCommand(named, configured())).toMatchObject({ stdout: `reverted  a  ${last}\n` })
    expect(await runCommand(named, configured())).toEqual({ code: 0, stdout: '', stderr: 'Nothing to do\n' })
    for (const name of names.toReversed().slice(1))
      expect(await runCommand(['revert', '--tenant', 'a'], configured())).toMatchObject({
        code: 0,
        stdout: `reverted  a  ${name}\n`,
      })
    const shown = await runCommand(['show'], configured())
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    const applied = names.map((name) => `applied  b  ${name}  .*Z\n`)
    const pending = names.map((name) => `pending  a  ${name}\n`)
    expect(shown.stdout).toMatch(new RegExp(`^${[...applied, ...pending].join('')}$`))
    expect(await runCommand(['run', '--dry-run'], configured())).toMatchObject({
      code: 0,
      stdout: names.map((name) => `tried  a  ${name}\n`).join(''),
      stderr: '1/1 a: tried and rolled back\n',
    })
    expect(await runCommand(['run'], configured())).toMatchObject({
      code: 0,
      stdout: names.map((name) => `applied  a  ${name}\n`).join(''),
      stderr: expect.stringContaining(`1/1 a: ${names[0]}`),
    })
    expect(await runCommand(['run'], configured())).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'Nothing to do\n',
    })
  })

  test('fails for a tenant that does not exist', async () => {
    expect(await runCommand(['run', '--tenant', 'nobody'], configured())).toMatchObject({
      code: 1,
      stderr: 'There is no tenant nobody\n',
    })
  })

  test('fails with the reason when nothing listens there', async () => {
    expect(await runCommand(['show'], { ...configured(), DATABASE_PORT: '1' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ECONNREFUSED'),
    })
  })
})

describe('unlock', () => {
  test('shows who has the lock and who waits, and ends the holder, which is rolled back', async () => {
    expect(await runCommand(['unlock'], configured())).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No session has the lock\n',
    })
    const owner = connect({ ...database.owner, maxConnections: 2, applicationName: 'stuck-deployment' })
    const isLocked = Promise.withResolvers<void>()
    const holding = withMigrationLock(owner, async (connection) => {
      await connection`begin`
      await connection`create table tenant_a_v1.half (id text)`
      isLocked.resolve()
      await connection`select pg_sleep(600)`
    })
    const lost = expect(holding).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await isLocked.promise
    const waiting = runCommand(['run'], configured())
    let shown = ''
    while (!shown.includes('waits')) ({ stdout: shown } = await runCommand(['unlock'], configured()))
    const [, pid = ''] = /^holds {4}process (\d+) {2}stuck-deployment of finance_owner at /.exec(shown) ?? []
    expect(shown).toMatch(/connected since \S+Z {2}active since \S+Z {2}select pg_sleep/)
    expect(shown).toMatch(/\nwaits {4}process \d+ {2}finance-migrations of finance_owner at /)

    const [, waiter = ''] = /waits {4}process (\d+)/.exec(shown) ?? []
    expect(await runCommand(['unlock', '--end', waiter], configured())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not have the lock'),
    })
    expect(await runCommand(['unlock', '--end', pid], configured())).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`ended    holds    process ${pid}`),
    })
    await lost
    expect(await waiting).toMatchObject({ code: 0 })
    expect(await connect(database.owner)`select to_regclass('tenant_a_v1.half')::text as half`).toEqual([
      { half: null },
    ])
  })
})

describe('without DATABASE_HOST', () => {
  test('uses the embedded database of the data folder while its process runs', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'finance data '))
    try {
      writeConnectionFile(dataDir, { ...database, pid: process.pid })
      expect(await runCommand(['show', '--tenant', 'b'], { DATA_DIR: dataDir })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(String(names[0])),
      })
      writeConnectionFile(dataDir, { ...database, pid: noSuchProcess })
      expect(await runCommand(['show'], { DATA_DIR: dataDir })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`npm run dev does not run on DATA_DIR ${dataDir}: start it`),
      })
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })
})

describe('the command line', () => {
  test('prints help', async () => {
    expect(await runCommand(['--help'], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('migration:run'),
    })
  })

  test.each([
    { args: [], reason: 'No command given: use show, run, revert or unlock' },
    { args: ['sow'], reason: '"sow" is not a command: use show, run, revert or unlock' },
    { args: ['show', 'more'], reason: 'Unexpected "more"' },
    { args: ['run', '--tenat', 'a'], reason: "Unknown option '--tenat'" },
    { args: ['run', '--tenant', 'A!'], reason: 'A tenant id is a small letter' },
    { args: ['run', '--end', '5'], reason: '--end is not allowed with run' },
    { args: ['run', '--name', '1-First'], reason: '--name is not allowed with run' },
    { args: ['unlock', '--end', '-5x'], reason: "Option '--end' argument is ambiguous" },
    { args: ['unlock', '--end', '5x'], reason: '--end 5x is not the id of a process' },
    { args: ['unlock', '--tenant', 'a'], reason: '--tenant is not allowed with unlock' },
  ])('wrong usage has exit code 2: $args', async ({ args, reason }) => {
    const { code, stdout, stderr } = await runCommand(args, {})
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(new RegExp(`^${reason}`))
  })
})
