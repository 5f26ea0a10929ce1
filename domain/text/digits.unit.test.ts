import { expect, test } from '@jest/globals'
import { plainCode, toAsciiDigits, toBanglaDigits } from './digits.ts'

const everyDigit = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
  .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
  .map((codePoint) => String.fromCodePoint(codePoint))
  .filter((character) => /\p{Nd}/u.test(character))

test('each digit has its Bangla form, and other characters remain', () => {
  expect(toBanglaDigits('৳ 0123456789 ক')).toBe('৳ ০১২৩৪৫৬৭৮৯ ক')
  expect(toAsciiDigits('৳ ০১২৩৪৫৬৭৮৯ ক')).toBe('৳ 0123456789 ক')
})

test('digits that are already in the target form do not change', () => {
  expect(toBanglaDigits('১2')).toBe('১২')
  expect(toAsciiDigits('১2')).toBe('12')
})

test('every decimal digit of Unicode has its value: each script counts from 0 to 9', () => {
  expect(everyDigit.length).toBeGreaterThan(600)
  expect(toAsciiDigits(everyDigit.join(''))).toBe('0123456789'.repeat(everyDigit.length / 10))
})

// Numbering systems that Intl knows, as a second source.
test.each([
  'arab',
  'arabext',
  'beng',
  'deva',
  'fullwide',
  'khmr',
  'mathbold',
  'mathmono',
  'mymr',
  'thai',
  'tibt',
])('the digits of the numbering system %s', (numberingSystem) => {
  const format = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false })
  expect(toAsciiDigits(format.format(9876543210))).toBe('9876543210')
})

test('a fraction or a number in a circle is not a digit', () => {
  expect(toAsciiDigits('½②Ⅷ')).toBe('½②Ⅷ')
})

test.each([
  [' INV-2024-10-15-000001 ', 'INV-2024-10-15-000001'],
  ['inv–২০২৪\u2011১০−15-٠٠٠٠٠١', 'inv-2024-10-15-000001'],
  ['ＡＢ\u200b 12', 'AB12'],
])('%j is %j', (typed, plain) => {
  expect(plainCode(typed)).toBe(plain)
})
