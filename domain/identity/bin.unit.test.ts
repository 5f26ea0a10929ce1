import { describe, expect, test } from '@jest/globals'
import { printBin, readBin } from './bin.ts'

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
