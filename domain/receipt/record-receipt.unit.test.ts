import { describe, expect, test } from '@jest/globals'
import { cancelling, creating, crediting, paying } from '../testing/examples.ts'
import {
  eventsOf,
  invoiceOf,
  issued,
  receiptAfter,
  recording,
  refusalOf,
  sums,
  transfer,
} from '../testing/receipts.ts'
import { history } from '../testing/scenario.ts'
import { maxAllocations } from './decide-allocations.ts'

const [one, two, three] = [issued('i-1'), issued('i-2'), issued('i-3')]

describe('a receipt', () => {
  test('is for several invoices, and the rest of it is unapplied', () => {
    const input = transfer('30000', [
      ['i-1', '11500'],
      ['i-2', '11500.00'],
      ['i-3', '5000'],
    ])
    const receipt = receiptAfter(...eventsOf(recording(input, [one, two, three])))
    expect(sums(receipt)).toEqual(['28000.00', '2000.00', '0.00'])
    expect(receipt.allocations.map(({ paymentId, state, round }) => [paymentId, state, round])).toEqual([
      ['r-1-1-i-1', 'PENDING', 1],
      ['r-1-1-i-2', 'PENDING', 1],
      ['r-1-1-i-3', 'PENDING', 1],
    ])
    expect(receipt.allocations[0]).toMatchObject({ invoiceNumber: one.invoiceNumber, mushakNumber: null })
  })

  test('may be for no invoice yet', () => {
    expect(sums(receiptAfter(...eventsOf(recording(transfer('500'), []))))).toEqual([
      '0.00',
      '500.00',
      '0.00',
    ])
  })

  test.each(['VDS_CERTIFICATE', 'TDS_CERTIFICATE', 'WRITE_OFF'] as const)('is not a %s', (method) => {
    const input = transfer('500', [], { method })
    expect(refusalOf(recording(input, []))).toEqual(['PAYMENT_METHOD_NOT_ALLOWED', 'input.method'])
  })

  test('needs the details of its method, a customer, an amount above zero and a day up to today', () => {
    const refusal = (more: Parameters<typeof transfer>[2]) =>
      refusalOf(recording(transfer('5', [], more), []))
    expect(refusal({ method: 'CHECK' })).toEqual(['PAYMENT_DETAIL_MISSING', 'input.checkNumber'])
    expect(refusal({ customerId: ' ' })).toEqual(['FIELD_REQUIRED', 'input.customerId'])
    expect(refusal({ amount: '0' })).toEqual(['NOT_POSITIVE', 'input.amount'])
    expect(refusal({ paidOn: '2024-10-16' })).toEqual(['DATE_IN_FUTURE', 'input.paidOn'])
  })
})

describe('an allocation is refused', () => {
  const refusal = (parts: readonly [string, string][], of = [one, two], more = {}) =>
    refusalOf(recording(transfer('20000', parts, more), of))

  test('above the balance, unless an overpayment is accepted', () => {
    const above: [string, string][] = [
      ['i-1', '100'],
      ['i-2', '11500.01'],
    ]
    expect(refusal(above)).toEqual(['OVERPAYMENT', 'input.allocations[1].amount'])
    expect(refusal(above, [one, two], { acceptOverpayment: true })).toBeNull()
  })

  test('when its invoice is not open, with the reason of the invoice', () => {
    const draft = invoiceOf(history(creating()))
    expect(refusal([['i-1', '100']], [draft])).toEqual(['INVALID_STATE', 'input.allocations[0]'])
    const paid = issued('i-1', paying('11500'))
    expect(refusal([['i-1', '100']], [paid])).toEqual(['INVALID_STATE', 'input.allocations[0]'])
    const cancelled = issued('i-1', cancelling())
    expect(refusal([['i-1', '100']], [cancelled])).toEqual(['INVALID_STATE', 'input.allocations[0]'])
  })

  test('for an invoice of another customer, or one that is named twice', () => {
    const other = invoiceOf(history(creating({ customerId: 'customer-2' })))
    expect(refusal([['i-1', '100']], [other])).toEqual([
      'INVOICE_OF_OTHER_CUSTOMER',
      'input.allocations[0].invoiceId',
    ])
    const twice: [string, string][] = [
      ['i-1', '1'],
      ['i-2', '1'],
      ['i-1', '2'],
    ]
    expect(refusal(twice)).toEqual(['ALLOCATION_REPEATED', 'input.allocations[2].invoiceId'])
  })

  test('with an amount that is not above zero; all bad amounts are named', () => {
    const decision = recording(
      transfer('20', [
        ['i-1', '0'],
        ['i-2', 'x'],
      ]),
      [one, two],
    )
    expect(refusalOf(decision)).toEqual(['NOT_POSITIVE', 'input.allocations[0].amount'])
    expect(decision).toMatchObject({
      refusal: { others: [{ code: 'NOT_A_DECIMAL', path: 'input.allocations[1].amount' }] },
    })
  })

  test('when the allocations together exceed the receipt by a poisha', () => {
    const parts = (last: string): [string, string][] => [
      ['i-1', '11500'],
      ['i-2', last],
    ]
    expect(refusal(parts('8500.01'))).toEqual(['ALLOCATIONS_EXCEED_RECEIPT', 'input.allocations'])
    expect(refusal(parts('8500'))).toBeNull()
  })

  test('beyond the maximum over the life of a receipt', () => {
    const parts = Array.from({ length: maxAllocations + 1 }, (_, n): [string, string] => [`i-${n}`, '1'])
    expect(refusal(parts)).toEqual(['TOO_MANY_ALLOCATIONS', 'input.allocations'])
    const most = parts.slice(1)
    expect(
      refusal(
        most,
        most.map(([id]) => issued(id)),
      ),
    ).toBeNull()
  })

  test('all refused parts are named', () => {
    const otherBuyer = { ...issued('i-3'), buyer: { ...issued('i-3').buyer, partyId: 'customer-2' } }
    const decision = recording(
      transfer('20', [
        ['i-1', '5'],
        ['i-2', '5'],
        ['i-3', '5'],
      ]),
      [issued('i-1', crediting([{ lineItemId: 'i-1-1', quantity: '10' }])), two, otherBuyer],
    )
    expect(decision).toMatchObject({
      refusal: {
        path: 'input.allocations[0]',
        others: [{ code: 'INVOICE_OF_OTHER_CUSTOMER', path: 'input.allocations[2].invoiceId' }],
      },
    })
  })

  test('never for an invoice that was not read: that is a defect', () => {
    expect(() => refusal([['i-9', '100']])).toThrow('Invoice i-9 was not read')
  })
})
