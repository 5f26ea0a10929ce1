import { expect, test } from '@jest/globals'
import { isPermanent, messageOf } from './set-aside.ts'

const failure = (code?: string, message = 'failed') => Object.assign(new Error(message), { code })

test.each([
  ['a number is out of range', '22003'],
  ['a unique value stands twice', '23505'],
  ['the schema is missing', '3F000'],
  ['the table is missing', '42P01'],
  ['a value is too large for an index', '54000'],
  ['the domain does not know the state', 'BROKEN_INVARIANT'],
])('the same write would fail again: %s', (_, code) => {
  expect(isPermanent(failure(code))).toBe(true)
})

test.each([
  ['a right is missing, which an operator can grant', '42501'],
  ['another transaction was first', '40001'],
  ['PostgreSQL has no connection left', '53300'],
  ['PostgreSQL is down', 'ECONNREFUSED'],
  ['the error has no code', undefined],
])('the same write may succeed later: %s', (_, code) => {
  expect(isPermanent(failure(code))).toBe(false)
})

test('PostgreSQL can store the message of a mark, which is short and has no NUL', () => {
  expect(messageOf(failure('22P05', 'a\0b'))).toBe('22P05: a\uFFFDb')
  expect(messageOf('no error')).toBe('no error')
  expect(messageOf(new Error('x'.repeat(5_000)))).toHaveLength(1_000)
})
