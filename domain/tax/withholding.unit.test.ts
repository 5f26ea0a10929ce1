import { expect, test } from '@jest/globals'
import { percent, taka } from '../money/poisha.ts'
import { advanceIncomeTaxOn, vatDeductedAtSource } from './withholding.ts'

const base = { value: taka('100'), supplementaryDuty: taka('20'), vat: taka('18') }

test('income tax is withheld on the value alone', () => {
  expect(advanceIncomeTaxOn(base.value, percent('5'))).toBe(taka('5'))
})

test('VAT is withheld on value and duty', () => {
  expect(vatDeductedAtSource(base, percent('7.5'))).toBe(taka('9'))
})

test('no more VAT is withheld than the VAT of the line', () => {
  expect(vatDeductedAtSource(base, percent('15'))).toBe(taka('18'))
  expect(vatDeductedAtSource(base, percent('100'))).toBe(taka('18'))
})
