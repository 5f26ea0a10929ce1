import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from '@jest/globals'
import { asSuperuser } from '../run/local/postgres/local-database.ts'
import { testDatabase } from '../run/local/postgres/test-database.ts'
import { arrayTypes } from './driver-query.ts'

const program = join(import.meta.dirname, 'testing/lost-at-start.ts')
const database = await testDatabase()
afterAll(() => database.drop())

test.each(['ends', 'hangs'])(
  'a server that %s right after it accepted a connection fails the query, and not the process',
  async (how) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, how])
    expect(stdout).toBe('STORE_UNAVAILABLE\n')
  },
  30_000,
)

test('the types of arrays that are known without asking are those of the server', async () => {
  const oids = arrayTypes.map(({ oid }) => oid ?? 0)
  const rows = await asSuperuser(
    database.server,
    (sql) => sql`select oid::int, typarray::int from pg_type where oid = any(${oids}) order by oid`,
  )
  expect([...rows]).toEqual(arrayTypes)
})
