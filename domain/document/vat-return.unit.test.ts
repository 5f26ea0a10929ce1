import { describe, expect, test } from '@jest/globals'
import { poisha } from '../money/poisha.ts'
import { emptyRow, type SubFormNote, type SubFormRow, subFormNotes } from '../report/sub-form.ts'
import { suppliesOf, type VatReturn } from '../report/vat-return.ts'
import { reportOfJuly } from '../testing/reports.ts'
import { type PrintedReturn, type SubFormTotals, subFormTotals, vatReturnForm } from './vat-return.ts'

/** Cases 5 and 10, the credit note of case 12, and an exempt supply. */
const figures: VatReturn = {
  ...suppliesOf([
    { note: 3, value: poisha(9_999n), supplementaryDuty: poisha(0n), vat: poisha(0n) },
    { note: 4, value: poisha(1_000_000n), supplementaryDuty: poisha(200_000n), vat: poisha(180_000n) },
    { note: 6, value: poisha(35_000_000n), supplementaryDuty: poisha(0n), vat: poisha(625_000n) },
  ]),
  debitNotes: { vat: poisha(900n), supplementaryDuty: poisha(1_000n) },
  creditNotes: { vat: poisha(72_000n), supplementaryDuty: poisha(80_000n) },
  withheld: poisha(5_000_000n),
  withheldReversed: poisha(123n),
}

const totals = (rows: number, supplementaryDuty: bigint, vat: bigint): SubFormTotals => ({
  ...{ rows, hasMore: false },
  portal: { supplementaryDuty: poisha(supplementaryDuty), vat: poisha(vat) },
})

const noPortal = (rows: number): SubFormTotals => ({ rows, hasMore: false, portal: null })

const subForms = {
  ...Object.fromEntries(subFormNotes.map((note) => [note, note < 9 ? totals(0, 0n, 0n) : noPortal(1)])),
  ...{ 3: totals(1, 0n, 0n), 4: totals(3, 200_000n, 180_001n), 6: totals(1, 0n, 625_000n) },
} as Record<SubFormNote, SubFormTotals>

const rowsOf = (changes: Partial<PrintedReturn> = {}, lang: 'bn' | 'en' = 'en') =>
  vatReturnForm(reportOfJuly(), { figures, subForms, ...changes }, lang).rows

describe('cases 5, 10 and 12: the return', () => {
  test('has its notes in the order of the form, under its parts, with the totals of their sub-forms', () => {
    expect(rowsOf().map(({ heading, cells }) => heading ?? cells.slice(1).join(' '))).toEqual([
      'Part 3: Supply - output tax',
      ...['1 0.00 — — 0 0.00 0.00', '2 0.00 — — 0 0.00 0.00', '3 99.99 — — 1 0.00 0.00'],
      '4 10,000.00 2,000.00 1,800.00 3 2,000.00 1,800.01',
      '6 3,50,000.00 0.00 6,250.00 1 0.00 6,250.00',
      ...['7 0.00 0.00 0.00 0 0.00 0.00', '8 0.00 0.00 0.00 0 0.00 0.00'],
      '9 3,60,099.99 2,000.00 8,050.00 5 2,000.00 8,050.01',
      'Part 5: Increasing adjustments (VAT)',
      ...['26 — — 9.00 1 — —', '27 — — 1.23 1 — —'],
      'Part 6: Decreasing adjustments (VAT)',
      ...['29 — — 50,000.00 1 — —', '31 — — 720.00 1 — —'],
      'Part 7: Net tax calculation',
      ...['38 — 10.00 — 1 — —', '39 — 800.00 — 1 — —'],
    ])
  })

  test('has Bangla digits and labels in Bangla', () => {
    const form = vatReturnForm(reportOfJuly(), { figures, subForms }, 'bn')
    expect(form.rows[4]?.cells.slice(1)).toEqual([
      ...['৪', '১০,০০০.০০', '২,০০০.০০', '১,৮০০.০০', '৩', '২,০০০.০০', '১,৮০০.০১'],
    ])
    expect([form.heading.title, form.formNumber, form.totals]).toEqual([
      ...['মূল্য সংযোজন কর দাখিলপত্র', 'মূসক-৯.১'].map((text) => text.normalize('NFC')),
      null,
    ])
  })
})

test('a tax on an exempt supply is printed although the form has no field for it', () => {
  const withDuty = { note: 3, value: poisha(100n), supplementaryDuty: poisha(20n), vat: poisha(0n) }
  const rows = rowsOf({ figures: { ...figures, ...suppliesOf([withDuty]) } })
  expect(rows[3]?.cells.slice(1, 5)).toEqual(['3', '1.00', '0.20', '—'])
})

test('a sub-form that is too long has a + behind its rows, and nothing of the portal', () => {
  const rows = rowsOf({ subForms: { ...subForms, 4: { ...noPortal(1_000), hasMore: true } } })
  expect([rows[4], rows[8]].map((row) => row?.cells.slice(5))).toEqual([
    ['1000+', '—', '—'],
    ['1002+', '—', '—'],
  ])
})

describe('the totals of a sub-form', () => {
  const row = (portal: SubFormRow['portal']): SubFormRow => ({
    ...{ ...emptyRow, key: '', id: '', count: 1, vat: poisha(0n) },
    portal,
  })
  const one = row({ supplementaryDuty: poisha(1n), vat: poisha(2n) })

  test('are sums over its rows', () => {
    expect(subFormTotals([one, one], 2)).toEqual(totals(2, 2n, 4n))
    expect(subFormTotals([], 2)).toEqual(totals(0, 0n, 0n))
  })

  test('have nothing of the portal where it computes nothing, or where there are more rows', () => {
    expect(subFormTotals([one, row(null)], 2)).toEqual(noPortal(2))
    expect(subFormTotals([one, one, one], 2)).toEqual({ ...noPortal(2), hasMore: true })
  })
})
