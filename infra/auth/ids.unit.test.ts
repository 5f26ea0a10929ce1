import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { register } from '../../domain/tenant/register.ts'
import { initialTenant } from '../../domain/tenant/state.ts'
import { isTenantId, isUserId } from './ids.ts'

const setup = readFileSync(join(import.meta.dirname, '../../migrations/setup.sql'), 'utf8')
const tablePattern = new RegExp(
  /CREATE TABLE IF NOT EXISTS finance\.tenants \(\s*id text PRIMARY KEY CHECK \(id ~ '([^']+)'\)/.exec(
    setup,
  )?.[1] ?? '^never$',
)

const registers = (id: string): boolean =>
  register(initialTenant, { input: { id, name: 'Acme' }, by: 'u-1', at: '2024-10-15T06:00:00Z' }).ok

/** Texts close to a tenant id, so that both valid and invalid ones are common. */
const almostTenantId = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,41}$/),
  fc.integer({ min: 39, max: 42 }).map((length) => 'a'.repeat(length)),
  fc.string({ unit: fc.constantFrom('a', 'z', '0', '-', '_', 'A', '"', ' ', '\n', 'অ'), maxLength: 4 }),
)

test('the token, the domain and the database accept the same tenant ids', () => {
  fc.assert(
    fc.property(almostTenantId, (id) => {
      expect([id, registers(id), tablePattern.test(id)]).toEqual([id, isTenantId(id), isTenantId(id)])
    }),
  )
})

describe('isTenantId', () => {
  test.each(['a', 'acme-2', `a${'b'.repeat(39)}`])('accepts %j', (id) => expect(isTenantId(id)).toBe(true))
  test.each(['', 'Acme', '1acme', 'a_b', 'a"b', 'a\n', `a${'b'.repeat(40)}`, undefined])('rejects %j', (id) =>
    expect(isTenantId(id)).toBe(false),
  )
})

test.each(['u-1', 'রহিম', '😀', 'auth0|5f7c', 'rahim@example.com', 'a b', 'x'.repeat(128)])(
  '%j is the id of a user',
  (text) => {
    expect(isUserId(text)).toBe(true)
  },
)

test.each([
  ['no text', undefined],
  ['a number', 7],
  ['an empty text', ''],
  ['only blanks', ' \u200b\u2800'],
  ['U+0000', 'u\0'],
  ['a control character', 'u\u001b[2J'],
  ['a line break', 'u\n1'],
  ['a line separator', 'u\u20281'],
  ['the first half of a surrogate pair', 'u\ud800'],
  ['the second half of a surrogate pair', '\udc00u'],
  ['a character that turns the direction', 'u\u202e1'],
  ['129 characters', 'x'.repeat(129)],
  ['a megabyte', 'x'.repeat(1_000_000)],
])('%s is not the id of a user', (_, text) => {
  expect(isUserId(text)).toBe(false)
})
