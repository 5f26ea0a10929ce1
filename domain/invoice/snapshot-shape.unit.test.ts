import { expect, test } from '@jest/globals'
import { decided } from '../decision.ts'
import { poisha } from '../money/poisha.ts'
import { recordPart } from '../receipt/part.ts'
import * as example from '../testing/examples.ts'
import { numberingNote } from '../testing/note-numbers.ts'
import { type Decide, invoiceAfter, onExisting } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import { recordedShapes, shapeOf } from '../testing/shape-of.ts'
import { invoiceShape } from './snapshot.ts'

const { approving, cancelling, creating, crediting, debiting, numbering, paying, rahim, submitting } = example

const late = '2024-11-15T06:00:00Z'
const issued = [creating({ lineItems: [example.dutiableBags] }), approving({ at: late }), numbering(1, late)]
const fullCredit = crediting([{ lineItemId: 'i-1-1', quantity: '10' }], { at: late })
const debit = debiting([{ lineItemId: 'i-1-1', amount: '5' }], { at: late })

const receipt = {
  method: 'MOBILE_WALLET',
  ...{ id: 'r-1', customerId: 'customer-1', paidOn: '2024-11-15', reference: 'x' },
  ...{ bankAccountId: 'b', checkNumber: '001234', mobileNumber: '01712345678' },
  walletProvider: 'BKASH',
} as const
const part = onExisting((invoice) => {
  const terms = { paymentId: 'r-1-1', amount: poisha(100n), acceptOverpayment: false, decidedBy: rahim }
  return recordPart(invoice, receipt, terms, late)
})
const refusedPart: Decide = () =>
  decided({
    ...{ type: 'ReceiptPartRefused', receiptId: 'r-2', paymentId: 'r-2-1', reversal: 0 },
    ...{ code: 'OVERPAYMENT', params: {}, by: rahim, at: late },
  })
const certificate = paying('100', {
  ...{ id: 'v-1', method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' },
  ...{ depositAccountCode: '1/1', depositSerial: 'D-7', depositDate: '2024-10-15', at: late },
})
const specific = { ...example.tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '7' } as const
const bare = { ...example.tenBags, unit: null, hsCode: null }
const blank = { customerName: null, customerAddress: null, customerBIN: null }

/** Invoices that have all fields of a state, and each field with all kinds of its values. */
const states = [
  invoiceAfter(
    creating({ destination: 'Sylhet', challanNumber: 'C-1', customerTIN: '123456789012' }),
    submitting(),
    example.rejecting(),
  ),
  invoiceAfter(creating({ vehicle: 'Van 9', customerNID: '1234567890' }), submitting(), cancelling()),
  invoiceAfter(creating({ lineItems: [specific, bare], ...blank }), approving(), numbering()),
  invoiceAfter(...issued, part, refusedPart, certificate, example.reversing('v-1', 'x', { at: late })),
  invoiceAfter(...issued, paying('13790', { at: late }), writingOff('x', { at: late })),
  invoiceAfter(...issued, paying('13800', { at: late }), fullCredit, numberingNote('n-credit', 1, late)),
  invoiceAfter(...issued, debit, cancelling('x', { at: late })),
]

test('a snapshot has the shape that is recorded for its number', () => {
  // Another shape needs a new number in snapshot.ts, recorded beside this file under that number. Rows of the
  // old number are then folded again from their streams.
  expect(shapeOf(states)).toEqual(recordedShapes('invoice')[invoiceShape])
})

test('the number is the last one that is recorded', () => {
  expect(Object.keys(recordedShapes('invoice')).at(-1)).toBe(String(invoiceShape))
})
