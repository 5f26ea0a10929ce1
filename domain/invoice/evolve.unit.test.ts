import { describe, expect, test } from '@jest/globals'
import {
  approving,
  creating,
  crediting,
  karim,
  noon,
  numbering,
  paying,
  rahim,
  reversing,
  tenBags,
  updating,
} from '../testing/examples.ts'
import { storedAndRead } from '../testing/frozen.ts'
import { history, invoiceAfter } from '../testing/scenario.ts'
import { invoices } from './aggregate.ts'
import { evolve } from './evolve.ts'
import { type Invoice, initial } from './state.ts'

const [created, approved, paid, reversed] = history(
  creating(),
  approving(),
  paying('100', { id: 'p' }),
  reversing('p'),
)
const [, credited] = history(
  creating(),
  approving(),
  crediting([{ lineItemId: 'i-1-1', quantity: '1' }]),
).slice(1)
const folded = (...events: readonly (typeof created)[]): Invoice =>
  events.reduce<Invoice>((invoice, event) => (event ? evolve(invoice, event) : invoice), initial)

describe('the fold', () => {
  test('a history that no decision can write is a broken invariant', () => {
    expect(() => folded(approved)).toThrow('InvoiceApproved without InvoiceCreated before it')
    expect(() => folded(created, created)).toThrow('Invoice i-1 is created twice')
    expect(() => folded(created, approved, reversed)).toThrow('Payment p is reversed, but was never recorded')
    const elsewhere =
      credited?.type === 'CreditNoteIssued'
        ? { ...credited, lines: credited.lines.map((line) => ({ ...line, lineId: 'x' })) }
        : created
    expect(() => folded(created, approved, elsewhere)).toThrow(
      'A note changes line x, which the invoice does not have',
    )
  })

  test('an event of no known type does not pass', () => {
    expect(() => folded(created, { type: 'InvoiceArchived' } as never)).toThrow(
      'No case for {"type":"InvoiceArchived"}',
    )
  })

  test('the same events give the same state, and leave the state before untouched', () => {
    const before = folded(created, approved)
    const copy = structuredClone(before)
    expect(folded(created, approved, paid, reversed)).toEqual(folded(created, approved, paid, reversed))
    expect(before).toEqual(copy)
  })

  test('an editor stands once, however often he edits', () => {
    const events = history(
      creating({}, { by: rahim }),
      updating({ vehicle: 'A' }, { by: karim }),
      updating({ vehicle: 'B' }, { by: karim }),
      updating({ vehicle: 'C' }, { by: rahim }),
    )
    expect(folded(...events)).toMatchObject({ editors: [rahim, karim], vehicle: 'C' })
  })
})

describe('every choice of the contract can be stored', () => {
  const stored = (event: typeof created) => event && storedAndRead(invoices, event)

  test.each([
    'CASH',
    'BANK_TRANSFER',
    'CHECK',
    'MOBILE_WALLET',
    'CREDIT_CARD',
    'DEBIT_CARD',
    'ONLINE_BANKING',
    'VDS_CERTIFICATE',
    'TDS_CERTIFICATE',
  ] as const)('method %s', (method) => {
    const event = paid?.type === 'PaymentRecorded' ? { ...paid, method } : undefined
    expect(stored(event)).toEqual({ ...paid, method })
    const refund = {
      type: 'RefundRecorded',
      refundId: 'r',
      amount: '1.00',
      method,
      paidOn: '2024-10-15',
      reference: null,
      by: rahim,
      at: noon,
    } as const
    expect(stored(refund)).toEqual(refund)
  })

  test.each(['BKASH', 'NAGAD', 'ROCKET', 'UPAY', 'SURECASH', 'MCASH', 'TCASH'] as const)(
    'wallet %s',
    (walletProvider) => {
      const event = paid?.type === 'PaymentRecorded' ? { ...paid, walletProvider } : undefined
      expect(stored(event)).toMatchObject({ walletProvider })
    },
  )

  test.each(['STANDARD', 'REDUCED', 'TRUNCATED', 'SPECIFIC', 'ZERO_RATED', 'EXEMPT'] as const)(
    '17 category %s',
    (vatCategory) => {
      const specificVatPerUnit = vatCategory === 'SPECIFIC' ? '1' : null
      const line = { description: 'x', quantity: '1', unitPrice: '1', vatCategory, specificVatPerUnit }
      expect(stored(history(creating({ lineItems: [line] }))[0])).toMatchObject({ lines: [{ vatCategory }] })
    },
  )

  test('every warning', () => {
    const poor = { lineItems: [{ ...tenBags, quantity: '100' }], customerName: null }
    const warned = history(creating(poor), approving({ at: '2024-11-15T06:00:00Z' }))[1]
    expect(stored(warned)).toMatchObject({
      warnings: [{ code: 'LATE_ISSUE' }, { code: 'BUYER_LOSES_INPUT_CREDIT' }],
    })
  })

  test('a number whose time of issue is of a later month than the approval brings the warning with it, once', () => {
    const late = '2024-10-31T18:00:00.200Z'
    const justBefore = '2024-10-31T17:59:59.900Z'
    const warningsOf = (approvedAt: string) =>
      invoiceAfter(creating(), approving({ at: approvedAt }), numbering(2, late)).warnings
    const warning = {
      code: 'LATE_ISSUE',
      path: 'invoiceDate',
      params: { issued: '2024-11', invoiceDate: '2024-10-15' },
    }
    expect(warningsOf(justBefore)).toEqual([warning])
    expect(warningsOf(late)).toEqual([warning])
    expect(invoiceAfter(creating(), approving(), numbering()).warnings).toEqual([])
  })

  test('the other warnings stay when the number comes', () => {
    const poor = creating({ lineItems: [{ ...tenBags, quantity: '100' }], customerName: null })
    const approved = invoiceAfter(poor, approving())
    expect(approved.warnings).toMatchObject([{ code: 'BUYER_LOSES_INPUT_CREDIT' }])
    expect(invoiceAfter(poor, approving(), numbering()).warnings).toEqual(approved.warnings)
  })

  test('a command that found everything as it asks for leaves everything as it is', () => {
    const before = folded(created, approved, paid)
    expect(evolve(before, { type: 'InvoiceLeftUnchanged', by: karim, at: '2024-11-01T06:00:00Z' })).toEqual(
      before,
    )
  })
})
