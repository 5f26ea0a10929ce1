import { expect, test } from '@jest/globals'
import { percent, price, quantity, taka } from '../money/poisha.ts'
import { returnNotes, suppliedNotes } from './return-notes.ts'
import { hasSubForm, portalTax, subFormKindOf, subFormNotes } from './sub-form.ts'
import { supplyNotes } from './vat-return.ts'

test('the supplied notes are in the order of the form, with the notes of supplies', () => {
  expect(suppliedNotes).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 26, 27, 29, 31, 38, 39])
  expect(supplyNotes.every((note) => note in returnNotes)).toBe(true)
})

test('each note has a label in both languages, composed as other texts are', () => {
  for (const { english, bangla } of Object.values(returnNotes)) {
    expect(english).toMatch(/^[A-Z][ -~]+$/)
    expect(bangla).toBe(bangla.normalize('NFC'))
  }
})

test('every supplied note but note 9 has a sub-form, and no other note has', () => {
  expect(subFormNotes).toEqual(suppliedNotes.filter((note) => note !== 9))
  for (const note of [0, 5, 9, 10, 30, 40, -1, 1.5]) expect([note, hasSubForm(note)]).toEqual([note, false])
})

test.each([
  [1, 'SUPPLIES'],
  [8, 'SUPPLIES'],
  [26, 'DEBIT_NOTES'],
  [38, 'DEBIT_NOTES'],
  [31, 'CREDIT_NOTES'],
  [39, 'CREDIT_NOTES'],
  [29, 'CERTIFICATES'],
  [27, 'REVERSED_CERTIFICATES'],
] as const)('the rows of sub-form %i are %s', (note, kind) => {
  expect(subFormKindOf(note)).toBe(kind)
})

const rates = (vatRate: string | null, duty = '0', specific: string | null = null) => ({
  vatRate: vatRate === null ? null : percent(vatRate),
  specificVatPerUnit: specific === null ? null : price(specific),
  supplementaryDutyRate: percent(duty),
})

test('case 9: the portal taxes the sum of three lines, and we sum their taxes', () => {
  // Each line of 10.10 has VAT of 1.52, which is 4.56 together.
  const row = { value: taka('30.30'), quantity: quantity('3') }
  expect(portalTax(rates('15'), row)).toEqual({ supplementaryDuty: 0n, vat: taka('4.55') })
})

test('case 5: the base of VAT includes the supplementary duty', () => {
  const row = { value: taka('10000'), quantity: quantity('10') }
  expect(portalTax(rates('15', '20'), row)).toEqual({ supplementaryDuty: taka('2000'), vat: taka('1800') })
})

test('case 10: a specific tax is taken on the quantity', () => {
  const row = { value: taka('250000'), quantity: quantity('2.5') }
  expect(portalTax(rates(null, '0', '2500'), row).vat).toBe(taka('6250'))
  expect(portalTax(rates(null, '0', '2500'), { ...row, quantity: null }).vat).toBe(0n)
})

test('an exempt supply has no VAT', () => {
  expect(portalTax(rates(null), { value: taka('100'), quantity: quantity('1') }).vat).toBe(0n)
})
