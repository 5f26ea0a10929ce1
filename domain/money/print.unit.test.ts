import { describe, expect, test } from '@jest/globals'
import { taka } from './poisha.ts'
import { groupDigits, printTaka, printTakaInBangla } from './print.ts'

describe('printed money', () => {
  test.each([
    ['0', '৳0.00'],
    ['0.05', '৳0.05'],
    ['999.99', '৳999.99'],
    ['1000', '৳1,000.00'],
    ['12345.60', '৳12,345.60'],
    ['100000', '৳1,00,000.00'],
    ['1234567.89', '৳12,34,567.89'],
    ['12345678', '৳1,23,45,678.00'],
    ['9999999999.99', '৳9,99,99,99,999.99'],
    ['-5520', '-৳5,520.00'],
  ])('%s is printed as %s', (amount, printed) => {
    expect(printTaka(taka(amount))).toBe(printed)
  })

  test('in Bangla the digits are Bangla, and the taka sign is in front', () => {
    expect(printTakaInBangla(taka('1234567.89'))).toBe('৳১২,৩৪,৫৬৭.৮৯')
  })
})

test.each([
  ['0.000001', '0.000001'],
  ['999', '999'],
  ['1234567', '12,34,567'],
  ['100000.0625', '1,00,000.0625'],
])('the digits of %s are grouped as %s', (decimal, grouped) => {
  expect(groupDigits(decimal)).toBe(grouped)
})
