import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  karim,
  noon,
  paying,
  refunding,
  reversing,
} from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import { refusalOn, settlement, settlementAfter, writingOff } from '../../testing/settlement.ts'
import { settlementOf } from '../status.ts'

const tomorrow = '2024-10-16T06:00:00Z'
const line = 'i-1-1'
const most = paying('11499.01', { id: 'p' })
/** A debit of a value; with VAT of 15 % it adds 4.00 for 3.48 and 0.01 for 0.01. */
const debitOf = (amount: string) => debiting([{ lineItemId: line, amount }], { id: `n-${amount}` })
const all = crediting([{ lineItemId: line, quantity: '10' }])

describe('writing off the rest of an invoice of 11,500', () => {
  test('51 makes it PAID, without a receipt', () => {
    expect(settlementAfter(most, writingOff('x', { at: tomorrow }))).toEqual(['PAID', '0.00', tomorrow])
    const invoice = invoiceAfter(creating(), approving(), most, writingOff())
    expect(settlementOf(invoice)).toMatchObject({ received: 1149901n, writtenOff: 99n, refundDue: 0n })
  })

  test('51 stands among the payments, paid on its date in Dhaka, with its reason as reference', () => {
    const late = '2024-10-15T18:00:00Z'
    const { events, invoice } = given(...history(creating(), approving(), most)).when(
      writingOff('ব্যাংক চার্জ', { id: 'w-1', by: karim, at: late }),
    )
    expect(events).toEqual([
      {
        ...{ type: 'BalanceWrittenOff', writeOffId: 'w-1', amount: '0.99', reason: 'ব্যাংক চার্জ' },
        ...{ by: karim, at: late },
      },
    ])
    expect(invoice.payments[1]).toMatchObject({
      ...{ id: 'w-1', kind: 'WRITE_OFF', method: 'WRITE_OFF', amount: 99n, paidOn: '2024-10-16' },
      ...{ reference: 'ব্যাংক চার্জ', receiptId: null, recordedBy: karim, recordedAt: late, reversal: null },
    })
  })

  test('51 is refused above the limit of the tenant', () => {
    const ten = paying('11490')
    expect(refusalOn(writingOff(), ten)).toBeNull()
    expect(refusalOn(writingOff(), paying('11489.99'))).toMatchObject({
      code: 'WRITE_OFF_TOO_LARGE',
      params: { amount: '10.01', limit: '10.00' },
    })
    expect(refusalOn(writingOff('x', { limit: '9.99' }), ten)?.code).toBe('WRITE_OFF_TOO_LARGE')
    expect(refusalOn(writingOff('x', { limit: '11500' }))).toBeNull()
    expect(refusalOn(writingOff('x', { limit: '0.00' }), most)?.code).toBe('WRITE_OFF_TOO_LARGE')
  })

  test('51 counts all write-offs of the invoice that are not reversed', () => {
    const twice = [paying('11494'), writingOff('x', { id: 'w-1' }), debitOf('3.48')]
    expect(refusalOn(writingOff(), ...twice)).toBeNull()
    expect(refusalOn(writingOff(), ...twice, debitOf('0.01'))?.params).toEqual({
      amount: '10.01',
      limit: '10.00',
    })
    const reversed = [paying('11494'), writingOff('x', { id: 'w-1' }), reversing('w-1'), debitOf('3.48')]
    expect(refusalOn(writingOff('x', { id: 'w-2' }), ...reversed)).toBeNull()
  })

  test('51 is refused where nothing is open, or nothing was issued', () => {
    for (const before of [[paying('11500')], [most, writingOff()], [all], [cancelling()]])
      expect(refusalOn(writingOff('x', { id: 'w-2' }), ...before)).toMatchObject({
        code: 'NOTHING_TO_WRITE_OFF',
        params: { balance: '0.00' },
      })
    expect(refusalOn(writingOff(), paying('11500'), all)?.params).toEqual({ balance: '-11500.00' })
    for (const before of [[creating()], [creating(), cancelling()]])
      expect(given(...history(...before)).when(writingOff()).refusal).toMatchObject({
        code: 'INVALID_STATE',
        params: { action: 'writeOff', possible: ['APPROVED', 'PARTIALLY_PAID', 'OVERDUE'] },
      })
  })

  test('51 requires a reason, and its id belongs to no payment', () => {
    expect(refusalOn(writingOff(' '), most)).toMatchObject({ code: 'REASON_MISSING', path: 'reason' })
    expect(refusalOn(paying('0.99', { id: 'w', acceptOverpayment: true }), most, writingOff())?.code).toBe(
      'PAYMENT_ID_REUSED',
    )
  })
})

describe('a write-off', () => {
  test('51 is undone by its id', () => {
    const undone = [most, writingOff(), reversing('w', 'Paid after all', { by: karim })]
    expect(settlementAfter(...undone)).toEqual(['PARTIALLY_PAID', '0.99', null])
    const { events } = given(...history(creating(), approving(), most, writingOff())).when(
      reversing(' w ', 'Paid after all'),
    )
    expect(events).toEqual([
      {
        ...{ type: 'WriteOffReversed', writeOffId: 'w', reversedOn: '2024-10-15' },
        ...{ reason: 'Paid after all', by: 'u-rahim', at: noon },
      },
    ])
    expect(refusalOn(reversing('w'), ...undone)).toMatchObject({
      code: 'PAYMENT_ALREADY_REVERSED',
      path: 'paymentId',
    })
    expect(refusalOn(reversing('w', ' '), most, writingOff())?.code).toBe('REASON_MISSING')
  })

  test('51 is undone in every status of an issued invoice', () => {
    const small = [
      creating({ lineItems: [{ description: 'x', quantity: '1', unitPrice: '1' }] }),
      approving(),
    ]
    const more = debiting([{ lineItemId: line, amount: '100' }])
    const before = [
      [...small, writingOff()],
      [...small, writingOff(), more],
      [...small, writingOff(), more, paying('1')],
      [...small, writingOff(), crediting([{ lineItemId: line, quantity: '1' }])],
      [...small, writingOff(), more, cancelling('x', { noteId: 'n-2' })],
    ]
    const statuses = before.map((decisions) => settlement(invoiceAfter(...decisions))[0])
    expect(statuses).toEqual(['PAID', 'APPROVED', 'PARTIALLY_PAID', 'CANCELLED', 'CANCELLED'])
    for (const decisions of before)
      expect(given(...history(...decisions)).when(reversing('w')).invoice.writtenOff).toBe(0n)
  })

  test('51 makes nothing due to the buyer, when everything is credited or money comes after all', () => {
    const credited = [most, writingOff(), all]
    expect(settlementAfter(...credited)).toEqual(['PAID', '-11499.01', noon])
    expect(settlementAfter(...credited, refunding('11499.01'))).toEqual(['CANCELLED', '0.00', null])
    const paid = [most, writingOff(), paying('0.99', { acceptOverpayment: true })]
    expect(settlementAfter(...paid)).toEqual(['PAID', '0.00', noon])
    expect(settlementAfter(...paid, debitOf('0.50'))).toEqual(['PAID', '0.00', noon])
  })
})
