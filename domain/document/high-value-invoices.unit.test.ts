import { expect, test } from '@jest/globals'
import { reportOfJuly } from '../testing/reports.ts'
import { highValueForm, type LargeInvoice } from './high-value-invoices.ts'

const large: LargeInvoice = {
  ...{ number: 'MUSHAK-6.3-2026-07-000001', issuedOn: '2026-07-31' },
  ...{ buyerName: 'Bengal Traders', buyerAddress: null, buyerBin: null, buyerNid: '1234567890' },
  ...{ value: '1234567.89', supplementaryDuty: '0.01', vat: '185185.19' },
}

test('a row of the 6.10 has the value in its parts, and their sum', () => {
  const rowIn = (lang: 'bn' | 'en') => highValueForm(reportOfJuly(), [large], lang).rows[0]?.cells
  expect(rowIn('en')).toEqual([
    ...['1', 'MUSHAK-6.3-2026-07-000001', '31/07/2026', '12,34,567.89', '0.01', '1,85,185.19'],
    ...['14,19,753.09', 'Bengal Traders', '—', '1234567890'],
  ])
  expect(rowIn('bn')?.slice(0, 7)).toEqual([
    ...['১', 'MUSHAK-6.3-2026-07-000001', '৩১/০৭/২০২৬', '১২,৩৪,৫৬৭.৮৯', '০.০১', '১,৮৫,১৮৫.১৯'],
    '১৪,১৯,৭৫৩.০৯',
  ])
})

test('the 6.10 has totals, and a place for the signature of the responsible person', () => {
  const { totals, signature } = highValueForm(reportOfJuly(), [large, large], 'en')
  expect(totals?.cells).toEqual([
    ...['', '', '', '24,69,135.78', '0.02', '3,70,370.38', '28,39,506.18', '', '', ''],
  ])
  expect(signature).toEqual([
    { label: 'Name', value: 'Rahim Uddin' },
    { label: 'Designation', value: 'Manager, VAT' },
    { label: 'Signature of responsible person', value: '' },
    { label: 'Date', value: '' },
  ])
})

test('a period without large invoices says so', () => {
  const { rows, totals, columns } = highValueForm(reportOfJuly(), [], 'en')
  expect(rows.map(({ heading }) => heading)).toEqual(['Nothing in this period'])
  expect(totals?.cells).toHaveLength(columns.length)
})
