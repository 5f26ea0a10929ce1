import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { setUpDatabase } from './setup.ts'

let database: TestDatabase
let owner: Sql

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.owner)
})

afterAll(() => database.drop())

/** The shared tables and views that a login may read, and the lock that its statements take there. */
const locksOf = (login: string) =>
  owner<{ name: string; mode: string }[]>`
    select relname as name,
      case when has_table_privilege(${login}, oid, 'update') then 'row exclusive'
        else 'access share' end as mode
    from pg_class
    where relnamespace = 'finance'::regnamespace and relkind in ('r', 'v')
      and has_table_privilege(${login}, oid, 'select')
    order by relname`

test.each(['writer', 'reader', 'auth'] as const)(
  'a set-up that finds everything made waits for no transaction of the login %s',
  async (name) => {
    const login = connect(database[name])
    const locks = await locksOf(database[name].user)
    expect(locks).not.toEqual([])
    await login.begin(async (tx) => {
      for (const lock of locks) await tx.unsafe(`lock table finance.${lock.name} in ${lock.mode} mode`)
      await setUpDatabase(owner, database)
    })
  },
)
