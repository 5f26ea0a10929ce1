import { describe, expect, test } from '@jest/globals'
import { parseValue } from 'graphql'
import { reviveNumber } from '../exact-numbers.ts'
import { date } from './date.ts'
import { dateTime } from './date-time.ts'
import { decimal } from './decimal.ts'

const fromJson = (text: string): unknown => decimal.parseValue(JSON.parse(text, reviveNumber))
const fromLiteral = (text: string): unknown => decimal.parseLiteral(parseValue(text))

describe('a decimal', () => {
  test.each([
    ['"11500.00"', '11500.00'],
    ['"-0.5"', '-0.5'],
    ['"007.10"', '007.10'],
    ['"99999999999999999999.123456"', '99999999999999999999.123456'],
    ['1.005', '1.005'],
    ['0.1', '0.1'],
    ['159270.30', '159270.3'],
    ['-23890.545', '-23890.545'],
    ['999999999999.999', '999999999999.999'],
    ['123456789012345', '123456789012345'],
    ['0.000000123456789012345', '0.000000123456789012345'],
    ['0.0000001', '0.0000001'],
    ['0', '0'],
  ])('from the JSON %s is %s', (text, exact) => {
    expect(fromJson(text)).toBe(exact)
  })

  test.each([
    ['1234567890123456', /more than 15 digits: send a string/],
    ['0.1234567890123456', /more than 15 digits: send a string/],
    ['9007199254740993.00', /more than 15 digits/],
    ['1e3', /has an exponent: send a string/],
    ['1E-7', /has an exponent/],
    ['"1e3"', /not a plain decimal/],
    ['"NaN"', /not a plain decimal/],
    ['"Infinity"', /not a plain decimal/],
    ['""', /not a plain decimal/],
    ['" 1"', /not a plain decimal/],
    ['"1 "', /not a plain decimal/],
    ['"1,000"', /not a plain decimal/],
    ['"+1"', /not a plain decimal/],
    ['".5"', /not a plain decimal/],
    ['"5."', /not a plain decimal/],
    ['"১২"', /not a plain decimal/],
    ['true', /not a decimal/],
    ['[1]', /not a decimal/],
    [`"${'1'.repeat(41)}"`, /at most 40 characters/],
  ])('from the JSON %s is rejected', (text, message) => {
    expect(() => fromJson(text)).toThrow(message)
  })

  test('from a literal is the text of the literal', () => {
    expect(fromLiteral('12345678901234567.10')).toBe('12345678901234567.10')
    expect(fromLiteral('5')).toBe('5')
    expect(fromLiteral('"1.50"')).toBe('1.50')
    for (const text of ['1e3', 'true', '[1]', '"x"']) expect(() => fromLiteral(text)).toThrow(/decimal/)
  })

  test('is serialized only from a string', () => {
    expect(decimal.serialize('1.50')).toBe('1.50')
    for (const wrong of [1.5, '1e3', null]) expect(() => decimal.serialize(wrong)).toThrow(TypeError)
  })

  test('an integer of more than 15 digits becomes neither a number nor a string', () => {
    expect(JSON.parse('{"a":12345678901234567,"b":[0.1,20]}', reviveNumber)).toMatchObject({
      a: { source: '12345678901234567' },
      b: [0.1, 20],
    })
  })
})

describe('a date', () => {
  test.each(['2024-10-15', '2024-02-29', '2026-06-30', '0001-01-01'])('%s is accepted', (text) => {
    expect(date.parseValue(text)).toBe(text)
    expect(date.serialize(text)).toBe(text)
  })

  test.each([
    '2025-02-30',
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-1-1',
    '15-10-2024',
    '2024-10-15T00:00:00Z',
    '0000-01-01',
    '',
    20241015,
    null,
  ])('%p is rejected', (wrong) => {
    expect(() => date.parseValue(wrong)).toThrow(/not a date/)
  })
})

describe('an instant', () => {
  test.each(['2026-06-30T18:00:00Z', '2026-06-30T17:59:59.999Z', '2026-06-30T17:59:59.123456Z'])(
    '%s is accepted',
    (text) => {
      expect(dateTime.parseValue(text)).toBe(text)
    },
  )

  test.each([
    '2026-06-30',
    '2026-06-30T18:00Z',
    '2026-06-30T18:00:00+06:00',
    '2026-06-30T24:00:00Z',
    '2026-02-30T00:00:00Z',
    1,
    '',
  ])('%p is rejected', (wrong) => {
    expect(() => dateTime.parseValue(wrong)).toThrow(/not an instant/)
  })
})
