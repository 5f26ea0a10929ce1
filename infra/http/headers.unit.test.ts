import { expect, test } from '@jest/globals'
import {
  combinedValue,
  headerValues,
  isCompressed,
  mediaType,
  plainRecord,
  safeCorrelationId,
} from './headers.ts'

test('all values of a header count, in any spelling of its name, and equal ones count once', () => {
  const values = headerValues({
    headers: { 'X-Tenant-ID': 'b', Origin: 'o' },
    multiValueHeaders: { 'X-Tenant-ID': ['a', 'b'], 'x-tenant-id': ['a', 'c'], Origin: ['o', 'o'] },
  })
  expect(Object.fromEntries(values)).toEqual({ 'x-tenant-id': ['a', 'b', 'c'], origin: ['o'] })
})

test('either kind of headers is enough', () => {
  expect(headerValues({ headers: { A: '1', B: undefined } }).get('a')).toEqual(['1'])
  expect(
    headerValues({ headers: null, multiValueHeaders: { A: ['1', '2'], B: undefined } }).get('a'),
  ).toEqual(['1', '2'])
  expect(headerValues({}).size).toBe(0)
})

test('different values are combined as HTTP combines them', () => {
  const values = headerValues({ multiValueHeaders: { Accept: ['a/b', 'c/d'] } })
  expect([combinedValue(values, 'ACCEPT'), combinedValue(values, 'Origin')]).toEqual(['a/b, c/d', undefined])
})

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a header %s is a header like any other, and is absent without one',
  (name) => {
    expect(headerValues({ headers: JSON.parse(`{"${name}":"1"}`) }).get(name.toLowerCase())).toEqual(['1'])
    expect(plainRecord<string>([])[name]).toBeUndefined()
    const record = plainRecord([[name, '1']])
    expect([record[name], Object.keys(record), Object.getPrototypeOf(record)]).toEqual(['1', [name], null])
  },
)

test.each([
  ['APPLICATION/JSON', 'application/json'],
  [' Application/Json ; Charset=UTF-8', 'application/json'],
  [undefined, ''],
])('the media type of %p is %p', (value, expected) => {
  expect(mediaType(value)).toBe(expected)
})

test.each(['c-1', 'Root:1-67891233.ab_c', '2f1c4a0e-6a58-4d5c-9d0f-0c1f6f2f4e1b', 'x'.repeat(128)])(
  'the correlation id %p is safe',
  (header) => {
    expect(safeCorrelationId(header)).toBe(header)
  },
)

test.each([
  undefined,
  '',
  'has blank',
  'x'.repeat(129),
  'line\nbreak',
  'c-1\n',
  'ক',
  '"',
  'c-1", "admin": "yes',
  '\\',
  '<b>',
  'a, b',
  'jndi:ldap://a',
])('the correlation id %p is not safe', (header) => {
  expect(safeCorrelationId(header)).toBeUndefined()
})

test.each([
  [undefined, false],
  ['', false],
  ['Identity', false],
  ['gzip', true],
  ['identity, gzip', true],
])('a body with Content-Encoding %p is compressed: %p', (value, expected) => {
  expect(isCompressed(value)).toBe(expected)
})
