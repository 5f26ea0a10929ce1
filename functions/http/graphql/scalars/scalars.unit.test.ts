import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
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
    ['1.23456789E7', '12345678.9'],
    ['5e-05', '0.00005'],
    ['1e3', '1000'],
    ['1.50E+2', '150'],
    ['-12.5e-1', '-1.25'],
    ['1e21', '1000000000000000000000'],
    ['1E-7', '0.0000001'],
    ['123456789012345e-15', '0.123456789012345'],
    ['0e999', '0'],
    ['1250.5000000000000000000', '1250.5'],
    ['10000000000000000', '10000000000000000'],
    ['"2.0000000"', '2.0000000'],
  ])('53 from the JSON %s is %s', (text, exact) => {
    expect(fromJson(text)).toBe(exact)
  })

  test.each([
    ['1234567890123456', /more than 15 digits: send a string/],
    ['0.1234567890123456', /more than 15 digits: send a string/],
    ['9007199254740993.00', /more than 15 digits/],
    ['1.234567890123456e3', /more than 15 digits: send a string/],
    ['1234567890123456e-16', /more than 15 digits/],
    ['1e400', /is too large or too small/],
    ['1e-400', /is too large or too small/],
    ['5e-324', /is too large or too small/],
    ['1e300', /at most 40 characters/],
    ['1e-300', /at most 40 characters/],
    [`0.${'0'.repeat(100_000)}1`, /^the number 0\.0{38} has more than 64 characters: send a string/],
    [`1${'0'.repeat(100_000)}`, /has more than 64 characters/],
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
    expect(fromLiteral('12345678901234567.10e3')).toBe('12345678901234567100')
    expect(fromLiteral('5e-05')).toBe('0.00005')
    expect(fromLiteral('-0.0e99')).toBe('0')
    expect(() => fromLiteral('1e999999999')).toThrow(/at most 40 characters/)
    for (const text of ['"1e3"', 'true', '[1]', '"x"']) expect(() => fromLiteral(text)).toThrow(/decimal/)
  })

  test('from a JSON number is exact, with and without an exponent', () => {
    const digits = fc.bigInt({ min: 1n, max: 10n ** 15n - 1n })
    fc.assert(
      fc.property(digits, fc.integer({ min: -12, max: 12 }), fc.boolean(), (figure, exponent, negative) => {
        const sign = negative ? '-' : ''
        const read = fromJson(`${sign}${figure}e${exponent}`) as string
        const [whole = '', fraction = ''] = read.split('.')
        const units = BigInt(whole + fraction.padEnd(12, '0'))
        expect(units).toBe(BigInt(sign + figure) * 10n ** BigInt(exponent + 12))
        expect(fromLiteral(`${sign}${figure}E${exponent}`)).toBe(read)
      }),
    )
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
