import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { connect, type Sql } from './connect.ts'
import { provisionTenant } from './provision.ts'
import { asTenant } from './tenant-schema.ts'
import { createFamily, revokeFamiliesOf, revokeFamily, rotateFamily } from './token-families.ts'

// The hook starts a server, which takes long on a busy machine.
jest.setTimeout(60_000)

const insufficientPrivilege = { code: '42501' }
let database: TestDatabase
let sql: Sql
let owner: Sql

beforeAll(async () => {
  database = await testDatabase()
  sql = connect(database.auth)
  owner = connect(database.owner)
})
afterAll(() => database.drop())

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Creates a family and returns the functions that a test needs. */
const newFamily = async (change: { expiresAt?: number; userId?: string } = {}) => {
  const id = randomUUID()
  const family = { id, tenantId: 'acme', userId: 'u-1', expiresAt: nowSeconds() + 3600, ...change }
  await createFamily(sql, family)
  const rotate = (generation: number, keyHash?: string) =>
    rotateFamily(sql, { familyId: id, generation, keyHash })
  const outcomeOf = async (generation: number, keyHash?: string) =>
    (await rotate(generation, keyHash)).outcome
  const makeOlder = (seconds: number) =>
    owner`update finance.token_families
      set refreshed_at = refreshed_at - make_interval(secs => ${seconds}) where id = ${id}`
  return { ...family, rotate, outcomeOf, makeOlder }
}

test('each token of a family is valid once, in their order', async () => {
  const { rotate, expiresAt } = await newFamily()
  for (const generation of [1, 2, 3])
    expect(await rotate(generation)).toEqual({
      outcome: 'rotated',
      generation: generation + 1,
      refreshedAt: expect.closeTo(nowSeconds(), -2),
      expiresAt,
    })
})

test('a login has ten refreshes at once and then one every ten seconds, and its token stays valid', async () => {
  const { outcomeOf, makeOlder, rotate } = await newFamily()
  for (let generation = 1; generation <= 10; generation++) expect(await outcomeOf(generation)).toBe('rotated')
  // The clock of the database goes on meanwhile: a slow machine has a refresh more.
  let generation = 11
  while ((await outcomeOf(generation)) === 'rotated') generation++
  expect(await outcomeOf(generation)).toBe('too often')
  await makeOlder(10)
  expect(await rotate(generation)).toMatchObject({ outcome: 'rotated', generation: generation + 1 })
  expect(await outcomeOf(generation)).toBe('reused')
})

test('a token that is used again revokes its family', async () => {
  const { outcomeOf } = await newFamily()
  expect(await outcomeOf(1)).toBe('rotated')
  expect(await outcomeOf(1)).toBe('reused')
  expect(await outcomeOf(2)).toBe('revoked')
  expect(await outcomeOf(1)).toBe('reused')
})

test('of twenty uses of one token at the same time exactly one succeeds', async () => {
  const { outcomeOf } = await newFamily()
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(1)))
  expect(outcomes.sort()).toEqual([...Array(19).fill('reused'), 'rotated'])
  expect(await outcomeOf(2)).toBe('revoked')
})

test('a repetition with the same key gets the same result for a minute', async () => {
  const { rotate, outcomeOf, makeOlder } = await newFamily()
  const first = await rotate(1, 'k-1')
  expect(await Promise.all([rotate(1, 'k-1'), rotate(1, 'k-1')])).toEqual([first, first])
  await makeOlder(61)
  expect(await outcomeOf(1, 'k-1')).toBe('reused')
})

test.each([
  ['another key', 'k-2'],
  ['no key', undefined],
])('a repetition with %s revokes the family', async (_, key) => {
  const { outcomeOf } = await newFamily()
  expect([await outcomeOf(1, 'k-1'), await outcomeOf(1, key)]).toEqual(['rotated', 'reused'])
  expect(await outcomeOf(1, 'k-1')).toBe('reused')
})

test('two uses without a key are no repetition of each other', async () => {
  const { outcomeOf } = await newFamily()
  expect([await outcomeOf(1), await outcomeOf(1)]).toEqual(['rotated', 'reused'])
})

test('the key of the last use repeats no earlier one', async () => {
  const { outcomeOf } = await newFamily()
  expect([await outcomeOf(1, 'k'), await outcomeOf(2, 'k'), await outcomeOf(1, 'k')]).toEqual([
    'rotated',
    'rotated',
    'reused',
  ])
})

test('twenty repetitions with one key at the same time get one result', async () => {
  const { rotate } = await newFamily()
  const results = await Promise.all(Array.from({ length: 20 }, () => rotate(1, 'k-1')))
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
  expect(results[0]).toMatchObject({ outcome: 'rotated', generation: 2 })
})

test('a family is revoked for good, and to revoke it again changes nothing', async () => {
  const { id, outcomeOf } = await newFamily()
  const revokedAt = async () =>
    (await owner`select revoked_at from finance.token_families where id = ${id}`)[0]?.revoked_at
  await revokeFamily(sql, id)
  const first = await revokedAt()
  expect(await outcomeOf(1)).toBe('revoked')
  await revokeFamily(sql, id)
  expect([first, await revokedAt()]).toEqual([expect.any(String), first])
  await revokeFamily(sql, randomUUID())
})

test('all families of a user are revoked, and no others', async () => {
  const userId = `u-${randomUUID()}`
  const [one, two, other] = [await newFamily({ userId }), await newFamily({ userId }), await newFamily()]
  expect(await revokeFamiliesOf(sql, { tenantId: 'bengal', userId })).toBe(0)
  expect(await revokeFamiliesOf(sql, { tenantId: 'acme', userId })).toBe(2)
  expect(await revokeFamiliesOf(sql, { tenantId: 'acme', userId })).toBe(0)
  expect([await one.outcomeOf(1), await two.outcomeOf(1), await other.outcomeOf(1)]).toEqual([
    'revoked',
    'revoked',
    'rotated',
  ])
})

test('an unknown family, one that has expired, and a later token than the last are not valid', async () => {
  const familyId = randomUUID()
  expect(await rotateFamily(sql, { familyId, generation: 1, keyHash: undefined })).toEqual({
    outcome: 'unknown',
  })
  expect(await (await newFamily({ expiresAt: nowSeconds() - 1 })).outcomeOf(1)).toBe('unknown')
  const restored = await newFamily()
  expect(await restored.outcomeOf(5)).toBe('unknown')
  expect(await restored.outcomeOf(1)).toBe('rotated')
})

test('a refresh deletes the families whose tokens have all expired', async () => {
  const day = 86_400
  const old = await newFamily({ expiresAt: nowSeconds() - day - 60 })
  const recent = await newFamily({ expiresAt: nowSeconds() - day + 600 })
  await (await newFamily()).rotate(1)
  const left = await owner<{ id: string }[]>`select id from finance.token_families`
  const ids = left.map(({ id }) => id)
  expect([ids.includes(old.id), ids.includes(recent.id)]).toEqual([false, true])
})

test('only the auth login may use the families, and it may use nothing else', async () => {
  await provisionTenant(owner, 'acme')
  for (const login of ['reader', 'writer'] as const)
    await expect(connect(database[login])`select 1 from finance.token_families`).rejects.toMatchObject(
      insufficientPrivilege,
    )
  await expect(
    asTenant(
      connect(database.reader),
      { tenantId: 'acme' },
      (tx) => tx`select 1 from finance.token_families`,
    ),
  ).rejects.toMatchObject(insufficientPrivilege)
  const tables = await owner<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where (schemaname = 'finance' or schemaname like 'tenant_%') and tablename <> 'token_families'`
  expect(tables.length).toBeGreaterThan(8)
  // The rows of finance.usage are hidden from it instead.
  for (const { name } of tables.filter((table) => table.name !== 'finance.usage'))
    await expect(sql.unsafe(`select 1 from ${name}`)).rejects.toMatchObject(insufficientPrivilege)
  for (const statement of ['set role "tenant_acme_v1"', 'set role finance_owner', 'create table t ()'])
    await expect(sql.unsafe(statement)).rejects.toBeDefined()
  await owner`insert into finance.usage values ('acme', '2026-11-01', 'f', 'o', 1, 0, 1, 1)`
  expect(await sql`select * from finance.usage`).toEqual([])
})
