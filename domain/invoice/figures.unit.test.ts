import { expect, test } from '@jest/globals'
import { approving, creatingLines, crediting, dutiableBags, tenBags } from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import { lineData, lineFrom, noteLineData, noteLineFrom } from './figures.ts'

const gold = {
  ...tenBags,
  vatCategory: 'SPECIFIC',
  specificVatPerUnit: '2500.0001',
  discount: '0.5',
} as const
const invoice = invoiceAfter(
  creatingLines({ ...dutiableBags, vdsRate: '7.5', advanceIncomeTaxRate: '5', hsCode: '2523.29' }, gold),
  approving(),
  crediting([
    { lineItemId: 'i-1-1', quantity: '2.5' },
    { lineItemId: 'i-1-2', amount: '1' },
  ]),
)

test('a line is stored with its figures as decimals', () => {
  expect(invoice.lines.map(lineData)).toEqual([
    {
      id: 'i-1-1',
      description: 'Portland cement, 50 kg',
      unit: 'bag',
      quantity: '10',
      unitPrice: '1000.00',
      priceIncludesTax: false,
      discount: '0.00',
      vatCategory: 'STANDARD',
      vatRate: '15',
      specificVatPerUnit: null,
      supplementaryDutyRate: '20',
      advanceIncomeTaxRate: '5',
      vdsRate: '7.5',
      hsCode: '2523.29',
      supplyClass: 'GENERAL',
      value: '10000.00',
      supplementaryDuty: '2000.00',
      vat: '1800.00',
      advanceIncomeTax: '500.00',
      vatDeductedAtSource: '900.00',
    },
    expect.objectContaining({
      discount: '0.50',
      vatRate: null,
      specificVatPerUnit: '2500.0001',
      value: '9999.50',
      vat: '25000.00',
    }),
  ])
})

test('a stored line is read back as it is before any note: all of it remains', () => {
  for (const line of invoice.lines) {
    const { quantity, value, supplementaryDuty, vat } = line
    const remaining = { quantity, value, supplementaryDuty, vat }
    expect(lineFrom(lineData(line))).toEqual({ ...line, remaining })
  }
})

test('the line of a note is stored and read back, with its quantity or without one', () => {
  const lines = invoice.notes.flatMap((note) => note.lines)
  expect(lines.map(noteLineData)).toEqual([
    { lineId: 'i-1-1', quantity: '2.5', value: '2500.00', supplementaryDuty: '500.00', vat: '450.00' },
    { lineId: 'i-1-2', quantity: null, value: '1.00', supplementaryDuty: '0.00', vat: '0.00' },
  ])
  expect(lines.map(noteLineData).map(noteLineFrom)).toEqual(lines)
})
