import { describe, expect, test } from '@jest/globals'
import { bareDigits, printBin, readBin, readMobileNumber, readNid, readTin } from './identifiers.ts'

test.each([
  [' 0171 2345678\t', '01712345678'],
  ['002871821-0101', '0028718210101'],
  ['002871821\u20110101', '0028718210101'],
  ['002871821 – 0101', '0028718210101'],
  ['002871821\u22120101', '0028718210101'],
  ['০০২৮৭১৮২১', '002871821'],
  ['００２', '002'],
  ['٠٠٢८७১', '002871'],
  ['\ufeff1\u200e2', '12'],
  ['+88 1712', '+881712'],
  ['12a', '12a'],
])('%j is %j without blanks and dashes', (typed, bare) => {
  expect(bareDigits(typed)).toBe(bare)
})

test('a text of more than 100 units is not an identifier', () => {
  expect(bareDigits(`${' '.repeat(99)}1`)).toBe('1')
  expect(bareDigits(`${' '.repeat(100)}1`)).toBe('')
})

describe('BIN', () => {
  test.each([
    '0028718210101',
    ' 0028718210101\t',
    '002871821-0101',
    '002871821 – 0101',
    '০০২৮৭১৮২১-০১০১',
    '002871821\u20110101',
    '\ufeff0028718210101',
    '002871821\u22120101',
    '\u200e００２８７１８２１０１０１',
  ])('9 %j is read as 13 digits with its leading zeros', (text) => {
    expect(readBin(text, 'p')).toEqual({ ok: true, value: '0028718210101' })
  })

  test.each([
    ['002871821', '002871821'],
    ['00287182101', '00287182101'],
    ['০০২৮৭১৮২১', '002871821'],
  ])('9 %j ended in November 2019', (text, value) => {
    const result = readBin(text, 'input.vendorBIN')
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'BIN_OUTDATED', path: 'input.vendorBIN', params: { value } },
    })
    expect(result.ok ? '' : result.refusal.message).toContain('30 November 2019')
  })

  test.each(['', '00287182101AB', '0028718210', '00287182101011', '002871821010', '002871821.0101'])(
    '9 %j is not a BIN',
    (text) => {
      expect(readBin(text, 'p')).toMatchObject({
        ok: false,
        refusal: { code: 'INVALID_BIN', path: 'p', params: { value: text } },
      })
    },
  )

  test('is printed as 9 and 4 digits', () => {
    expect(printBin('0028718210101')).toBe('002871821-0101')
  })
})

test('the refusal repeats only the beginning of a long text', () => {
  expect(readBin('12 Motijheel C/A, Dhaka '.repeat(99), 'p')).toMatchObject({
    refusal: { params: { value: '12 Motijheel C/A, Dhaka 12 Motijheel C/A' } },
  })
})

describe('TIN', () => {
  test('9 has 12 digits, in ASCII or Bangla, with blanks around them', () => {
    expect(readTin(' 012345678901 ', 'p')).toEqual({ ok: true, value: '012345678901' })
    expect(readTin('০১২৩৪৫৬৭৮৯০১', 'p')).toEqual({ ok: true, value: '012345678901' })
  })

  test.each(['1234567890', '1234567890123', '12345678901a', ''])('9 %j is not a TIN', (text) => {
    expect(readTin(text, 'input.vendorTIN')).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_TIN', path: 'input.vendorTIN', params: { value: text } },
    })
  })
})

test('the refusal repeats only the beginning of a long text', () => {
  expect(readTin('12 Motijheel C/A, Dhaka '.repeat(99), 'p')).toMatchObject({
    refusal: { params: { value: '12 Motijheel C/A, Dhaka 12 Motijheel C/A' } },
  })
})

describe('NID', () => {
  test.each([10, 13, 17])('has %i digits', (length) => {
    expect(readNid('1'.repeat(length), 'p')).toEqual({ ok: true, value: '1'.repeat(length) })
  })

  test.each([9, 11, 12, 14, 16, 18])(
    'with %i digits is refused, and the refusal does not repeat it',
    (length) => {
      expect(readNid('1'.repeat(length), 'p')).toMatchObject({
        ok: false,
        refusal: { code: 'INVALID_NID', path: 'p', params: {} },
      })
      expect(JSON.stringify(readNid('1'.repeat(length), 'p'))).not.toContain('111')
    },
  )
})

describe('mobile number', () => {
  test.each(['01712345678', '+8801712345678', '+880 1712-345678', '০১৭১২৩৪৫৬৭৮'])(
    '31 %j is read as 11 digits',
    (text) => {
      expect(readMobileNumber(text, 'p')).toEqual({ ok: true, value: '01712345678' })
    },
  )

  test.each(['01212345678', '0171234567', '017123456789', '1712345678', '+91712345678', '001712345678', ''])(
    '31 %j is refused',
    (text) => {
      expect(readMobileNumber(text, 'p')).toMatchObject({
        ok: false,
        refusal: { code: 'INVALID_MOBILE_NUMBER', path: 'p' },
      })
    },
  )
})
