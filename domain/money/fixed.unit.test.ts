import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { divideHalfUp, readFixed, withoutTrailingZeros, writeFixed } from './fixed.ts'

test.each([
  ['500', '5'],
  ['0500', '05'],
  ['5001', '5001'],
  ['1002000', '1002'],
  ['000', ''],
  ['', ''],
])('%j without the zeros at its end is %j', (digits, rest) => {
  expect(withoutTrailingZeros(digits)).toBe(rest)
})

describe('reading exact decimals', () => {
  test.each([
    ['0', 2, 0n],
    ['11500', 2, 1150000n],
    ['11500.5', 2, 1150050n],
    ['0.01', 2, 1n],
    ['-0.01', 2, -1n],
    ['-12.30', 2, -1230n],
    [' 7.25 ', 2, 725n],
    ['007', 0, 7n],
    ['999999999999999.99', 2, 99999999999999999n],
    ['0.000001', 6, 1n],
  ])('%j with %i decimals is %s', (text, decimals, value) => {
    expect(readFixed(text, decimals)).toEqual({ ok: true, value })
  })

  test.each([
    ...['', ' ', '.', '1.', '.5', '1,000', '1e3', '+1', '--1', '0x10', '১২', 'NaN', 'Infinity', '1 000'],
    ...['1.2.3', '1'.repeat(65)],
  ])('%j is not a decimal', (text) => {
    expect(readFixed(text, 2)).toEqual({ ok: false, problem: 'NOT_A_DECIMAL' })
  })

  test('a text of 64 characters is read, a longer one is not', () => {
    expect(readFixed('0'.repeat(64), 2)).toEqual({ ok: true, value: 0n })
    expect(readFixed('0'.repeat(65), 2)).toEqual({ ok: false, problem: 'NOT_A_DECIMAL' })
  })

  test('too many decimals are a problem', () => {
    expect(readFixed('1.005', 2)).toEqual({ ok: false, problem: 'TOO_MANY_DECIMALS' })
    expect(readFixed('1.0050', 2)).toEqual({ ok: false, problem: 'TOO_MANY_DECIMALS' })
    expect(readFixed('0.00101', 4)).toEqual({ ok: false, problem: 'TOO_MANY_DECIMALS' })
  })

  test.each([
    ['2.0000000', 6, 2000000n],
    ['0.00880', 4, 88n],
    ['12.500000', 2, 1250n],
    ['0.500', 2, 50n],
    ['-1.000', 2, -100n],
    ['7.0', 0, 7n],
    ['0.0000000', 2, 0n],
  ])('53 zeros at the end are not decimals: %s', (text, decimals, value) => {
    expect(readFixed(text, decimals)).toEqual({ ok: true, value })
  })

  test('zeros around a figure do not change it, and one more digit after its decimals is a problem', () => {
    const zeros = fc.integer({ min: 0, max: 20 }).map((count) => '0'.repeat(count))
    const units = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n })
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 6 }), zeros, zeros, (value, decimals, before, after) => {
        const written = writeFixed(value, decimals)
        expect(readFixed(before + written + after, decimals)).toEqual({ ok: true, value })
        expect(readFixed(`-${before}${written}${after}`, decimals)).toEqual({ ok: true, value: -value })
        expect(readFixed(`${written}5${after}`, decimals)).toEqual({
          ok: false,
          problem: 'TOO_MANY_DECIMALS',
        })
      }),
    )
  })

  test('16 10^15 and more is out of range', () => {
    expect(readFixed('1000000000000000', 2)).toEqual({ ok: false, problem: 'OUT_OF_RANGE' })
    expect(readFixed('-1000000000000000', 2)).toEqual({ ok: false, problem: 'OUT_OF_RANGE' })
  })
})

describe('writing exact decimals', () => {
  test.each([
    [0n, 2, 2, '0.00'],
    [5n, 2, 2, '0.05'],
    [-5n, 2, 2, '-0.05'],
    [1150000n, 2, 2, '11500.00'],
    [10050n, 4, 2, '1.005'],
    [10000n, 4, 2, '1.00'],
    [10000n, 4, 0, '1'],
    [2500000n, 6, 0, '2.5'],
    [12345678n, 4, 2, '1234.5678'],
    [7n, 0, 0, '7'],
  ])('%s with %i decimals, at least %i written, is %s', (units, decimals, least, text) => {
    expect(writeFixed(units, decimals, least)).toBe(text)
  })

  test('a figure is read back as it was written', () => {
    const units = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n })
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        (value, decimals, least) => {
          const written = writeFixed(value, decimals, Math.min(least, decimals))
          expect(readFixed(written, decimals)).toEqual({ ok: true, value })
        },
      ),
    )
  })
})

describe('rounding half-up', () => {
  test.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 3n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [5n, -10n, -1n],
    [-5n, -10n, 1n],
    [-15n, -10n, 2n],
    [0n, -3n, 0n],
    [2n, 3n, 1n],
    [1n, 3n, 0n],
    [9n, 3n, 3n],
  ])('%s / %s is %s', (dividend, divisor, quotient) => {
    expect(divideHalfUp(dividend, divisor)).toBe(quotient)
  })

  test('the result is at most one half away from the exact quotient', () => {
    const number = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    fc.assert(
      fc.property(number, number, (dividend, divisor) => {
        fc.pre(divisor !== 0n)
        const off = divideHalfUp(dividend, divisor) * divisor - dividend
        const size = divisor < 0n ? -divisor : divisor
        expect((off < 0n ? -off : off) * 2n <= size).toBe(true)
      }),
    )
  })
})
