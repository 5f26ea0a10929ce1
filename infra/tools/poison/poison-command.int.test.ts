import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { connect } from '../../postgres/connect.ts'
import { provisionTenant } from '../../postgres/provision.ts'
import { databaseVariables } from '../../run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../run/local/postgres/test-database.ts'
import { runTool } from '../testing/run-tool.ts'

// These tests start a server and commands, which takes long on a busy machine.
jest.setTimeout(60_000)

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await provisionTenant(connect(database.owner), 'acme')
})
afterAll(() => database.drop())

/** What is not set aside is not looked for in the event store, so there is none. */
const configured = () => ({
  ...databaseVariables(database),
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
})
const poison = (...args: string[]) => runTool('poison/poison-command.ts', args, configured())

test('it says why the database is not available', async () => {
  const { code, stderr } = await runTool('poison/poison-command.ts', ['list'], {
    ...configured(),
    DATABASE_PORT: '1',
  })
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^set-aside: PostgreSQL is not available: .*ECONNREFUSED.*\n$/),
  ])
})

test('a tenant of which nothing waits has an empty list, and nothing to retry', async () => {
  expect(await poison('list', '--tenant', 'acme')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No stream is set aside\n',
  })
  expect(await poison('retry', '--tenant', 'acme')).toMatchObject({ code: 0 })
})

test.each(['list', 'retry'])('%s refuses a tenant that does not exist', async (command) => {
  expect(await poison(command, '--tenant', 'acmee')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'set-aside: There is no tenant acmee\n',
  })
})

test.each(['show', 'retry'])(
  '%s says that a stream is not set aside, which is no success',
  async (command) => {
    expect(await poison(command, 'invoice-acme_misspelt')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The stream is not set aside\n',
    })
  },
)

test('a reason that is too long is refused in a sentence', async () => {
  const skipped = await poison('skip', 'invoice-acme_1', '--reason', 'x'.repeat(501), '--by', 'rahim')
  expect(skipped).toEqual({
    code: 1,
    stdout: '',
    stderr: 'set-aside: reason: Too big: expected string to have <=500 characters\n',
  })
})
