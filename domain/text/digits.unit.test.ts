import { expect, test } from '@jest/globals'
import { toAsciiDigits, toBanglaDigits } from './digits.ts'

test('each digit has its Bangla form, and other characters remain', () => {
  expect(toBanglaDigits('৳ 0123456789 ক')).toBe('৳ ০১২৩৪৫৬৭৮৯ ক')
  expect(toAsciiDigits('৳ ০১২৩৪৫৬৭৮৯ ক')).toBe('৳ 0123456789 ক')
})

test('digits that are already in the target form do not change', () => {
  expect(toBanglaDigits('১2')).toBe('১২')
  expect(toAsciiDigits('১2')).toBe('12')
})
