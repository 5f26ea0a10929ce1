import { describe, expect, test } from '@jest/globals'
import { bookLine, creditLine, reportOfJuly } from '../testing/reports.ts'
import type { Language } from './form.ts'
import { type BookLine, salesBookForm } from './sales-book.ts'

const bookOf = (lines: readonly BookLine[], lang: Language = 'en') =>
  salesBookForm(reportOfJuly(), lines, lang)
const cellsOf = (changes: Partial<BookLine>, lang: Language = 'en') =>
  bookOf([bookLine(changes)], lang).rows[0]?.cells

describe('a line of the 6.2, column by column', () => {
  test('case 5: of a tax invoice', () => {
    expect(cellsOf({})).toEqual([
      ...['1', '31/07/2026', 'বেঙ্গল ট্রেডার্স', '12 Station Road, Khulna', '001234567-0202'],
      ...['MUSHAK-6.3-2026-07-000001', '31/07/2026', 'Portland cement, 50 kg', '10 bag'],
      ...['10,000.00', '2,000.00', '1,800.00', ''],
    ])
    expect(cellsOf({}, 'bn')).toEqual([
      ...['১', '৩১/০৭/২০২৬', 'বেঙ্গল ট্রেডার্স', '12 Station Road, Khulna', '001234567-0202'],
      ...['MUSHAK-6.3-2026-07-000001', '৩১/০৭/২০২৬', 'Portland cement, 50 kg', '১০ bag'],
      ...['১০,০০০.০০', '২,০০০.০০', '১,৮০০.০০', ''],
    ])
  })

  test('case 12: of a credit note it is negative, and names the invoice', () => {
    const [cells = []] = bookOf([creditLine], 'bn').rows.map((row) => row.cells)
    expect(cells.slice(5, 6)).toEqual(['MUSHAK-6.7-2026-07-000001\nমূল: MUSHAK-6.3-2026-07-000001'])
    expect(cells.slice(8)).toEqual(['-৪ bag', '-৪,০০০.০০', '-৮০০.০০', '-৭২০.০০', 'ক্রেডিট নোট'])
  })

  test('has the national identity card of a buyer without a BIN, and a dash for what is not known', () => {
    const unknown = { buyerName: null, buyerAddress: null, buyerBin: null, unit: null, quantity: null }
    expect(cellsOf({ ...unknown, buyerNid: '1234567890' })?.slice(2, 9)).toEqual([
      ...['—', '—', '1234567890', 'MUSHAK-6.3-2026-07-000001', '31/07/2026', 'Portland cement, 50 kg', '—'],
    ])
    expect(cellsOf({ ...unknown, quantity: '2.5' })?.slice(4, 9)).toEqual([
      ...['—', 'MUSHAK-6.3-2026-07-000001', '31/07/2026', 'Portland cement, 50 kg', '2.5'],
    ])
  })

  test('has at most 120 characters of a description, and no line break of it', () => {
    expect(cellsOf({ description: `a\nb${'ক'.repeat(117)}` })?.[7]).toBe(`a b${'ক'.repeat(117)}`)
    expect(cellsOf({ description: 'ক'.repeat(121) })?.[7]).toBe(`${'ক'.repeat(119)}…`)
  })
})

test('the columns of the 6.2 keep their numbers, and those of stock are left out', () => {
  expect(
    bookOf([], 'bn')
      .columns.map(({ number }) => number)
      .join(' '),
  ).toBe('(১) (২) (৯) (১০) (১১) (১২) (১৩) (১৪) (১৫) (১৬) (১৭) (১৮) (২১)')
  const { columns, columnGroups } = bookOf([])
  expect(columnGroups.map(({ first, last }) => [columns[first]?.number, columns[last]?.number])).toEqual([
    ['(9)', '(11)'],
    ['(12)', '(13)'],
    ['(14)', '(18)'],
  ])
})

test('the totals are sums of what is printed, a credit note taken off', () => {
  const { rows, totals } = bookOf([bookLine(), creditLine])
  const blanks = Array(9).fill('')
  expect(rows[0]?.runningTotals).toEqual([...blanks, '10,000.00', '2,000.00', '1,800.00', ''])
  expect(totals).toEqual({ label: 'Total', cells: [...blanks, '6,000.00', '1,200.00', '1,080.00', ''] })
  expect(rows[1]?.runningTotals).toEqual(totals?.cells)
})

test('a period without documents says so, and has totals of zero', () => {
  const { rows, totals } = bookOf([], 'bn')
  expect(rows).toEqual([{ heading: 'এই মেয়াদে কিছু নেই'.normalize('NFC'), cells: [], runningTotals: [] }])
  expect(totals?.cells.slice(9)).toEqual(['০.০০', '০.০০', '০.০০', ''])
})
