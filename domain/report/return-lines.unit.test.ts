import { expect, test } from '@jest/globals'
import { taka, writeTaka } from '../money/poisha.ts'
import { returnLines } from './return-lines.ts'
import { suppliesOf, type VatReturn } from './vat-return.ts'

const amounts = (value: string, duty: string, vat: string) => ({
  value: taka(value),
  supplementaryDuty: taka(duty),
  vat: taka(vat),
})

const figures: VatReturn = {
  ...suppliesOf([
    { note: 4, ...amounts('10000', '2000', '1800') },
    { note: 6, ...amounts('99', '0', '6250') },
  ]),
  debitNotes: amounts('0', '10', '9'),
  creditNotes: amounts('0', '800', '720'),
  withheld: taka('1000'),
  withheldReversed: taka('500'),
}

test('case 12: each supplied note has the amounts that belong to it, and no other', () => {
  const shown = returnLines(figures).map(({ note, value, supplementaryDuty, vat }) => [
    note,
    ...[value, supplementaryDuty, vat].map(writeTaka),
  ])
  expect(shown).toEqual([
    ...[1, 2, 3].map((note) => [note, '0.00', '0.00', '0.00']),
    [4, '10000.00', '2000.00', '1800.00'],
    [6, '99.00', '0.00', '6250.00'],
    ...[7, 8].map((note) => [note, '0.00', '0.00', '0.00']),
    [9, '10099.00', '2000.00', '8050.00'],
    [26, '0.00', '0.00', '9.00'],
    [27, '0.00', '0.00', '500.00'],
    [29, '0.00', '0.00', '1000.00'],
    [31, '0.00', '0.00', '720.00'],
    [38, '0.00', '10.00', '0.00'],
    [39, '0.00', '800.00', '0.00'],
  ])
})
