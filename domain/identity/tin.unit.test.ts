import { describe, expect, test } from '@jest/globals'
import { readTin } from './tin.ts'

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
