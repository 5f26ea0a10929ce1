import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  dutiableBags,
  karim,
  noon,
  numbering,
  paying,
  registerOf,
  reversing,
  submitting,
  tenBags,
} from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import { statusOn } from '../status.ts'

const issued = history(creating({ lineItems: [dutiableBags] }), approving(), numbering())
const overdueAt = '2024-11-15T18:00:00Z'

describe('cancelling', () => {
  test('25 a draft and a submitted invoice are discarded', () => {
    for (const events of [history(creating()), history(creating(), submitting())]) {
      const { events: left, invoice } = given(...events).when(cancelling('ভুল\nগ্রাহক', { by: karim }))
      expect(left).toEqual([{ type: 'InvoiceCancelled', reason: 'ভুল\nগ্রাহক', by: karim, at: noon }])
      expect(invoice).toMatchObject({
        status: 'CANCELLED',
        cancelledBy: karim,
        cancelledAt: noon,
        cancellationReason: 'ভুল\nগ্রাহক',
        mushakNumber: null,
      })
    }
  })

  test.each(['', ' ', '\t', '\n \n'])('25 the reason %j is refused', (reason) => {
    expect(given(...history(creating())).when(cancelling(reason)).refusal).toMatchObject({
      code: 'REASON_MISSING',
      path: 'reason',
    })
    expect(given(...issued).when(cancelling(reason)).refusal).toMatchObject({ code: 'REASON_MISSING' })
  })

  test('26 cancelling an issued, unpaid invoice credits all that remains', () => {
    const part = given(
      ...issued,
      ...given(...issued).when(crediting([{ lineItemId: 'i-1-1', quantity: '4' }])).events,
    )
    const { events, invoice } = part.when(cancelling('Order withdrawn', { noteId: 'n-2' }))
    expect(events).toMatchObject([
      {
        type: 'CreditNoteIssued',
        noteId: 'n-2',
        reason: 'Order withdrawn',
        register: registerOf('6.7', noon),
        lines: [
          { lineId: 'i-1-1', quantity: '6', value: '6000.00', supplementaryDuty: '1200.00', vat: '1080.00' },
        ],
      },
      { type: 'InvoiceCancelled', reason: 'Order withdrawn' },
    ])
    expect(invoice).toMatchObject({
      status: 'CANCELLED',
      credited: 1380000n,
      lines: [{ remaining: { quantity: 0n, value: 0n, supplementaryDuty: 0n, vat: 0n } }],
    })
    expect(invoice.openNumbers).toHaveLength(2)
  })

  test('26 the credit note omits lines of which nothing remains', () => {
    const two = history(
      creating({ lineItems: [tenBags, dutiableBags] }),
      approving(),
      crediting([{ lineItemId: 'i-1-1', quantity: '10' }]),
    )
    expect(given(...two).when(cancelling()).events[0]).toMatchObject({ lines: [{ lineId: 'i-1-2' }] })
  })

  test('26 the credit note contains lines without tax and lines given free', () => {
    const exempt = { ...tenBags, vatCategory: 'EXEMPT' } as const
    const untaxed = history(
      creating({ lineItems: [exempt, exempt, { ...tenBags, unitPrice: '0' }] }),
      approving(),
      crediting([{ lineItemId: 'i-1-2', quantity: '10' }], { id: 'n-1' }),
      debiting([{ lineItemId: 'i-1-2', amount: '100' }], { id: 'n-2' }),
    )
    expect(given(...untaxed).when(cancelling()).events[0]).toMatchObject({
      lines: [
        { lineId: 'i-1-1', quantity: '10', value: '10000.00', supplementaryDuty: '0.00', vat: '0.00' },
        { lineId: 'i-1-2', quantity: null, value: '100.00', vat: '0.00' },
        { lineId: 'i-1-3', quantity: '10', value: '0.00', vat: '0.00' },
      ],
    })
  })

  test('26 a value that remains without a quantity is credited without a quantity', () => {
    const twice = [tenBags, { ...tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '1' } as const]
    const odd = history(
      creating({ lineItems: twice }),
      approving(),
      crediting([{ lineItemId: 'i-1-1', quantity: '10' }], { id: 'n-1' }),
      debiting([{ lineItemId: 'i-1-1', amount: '100' }], { id: 'n-2' }),
      crediting([{ lineItemId: 'i-1-2', amount: '10000' }], { id: 'n-3' }),
    )
    expect(given(...odd).when(cancelling()).events[0]).toMatchObject({
      lines: [
        { lineId: 'i-1-1', quantity: null, value: '100.00', vat: '15.00' },
        { lineId: 'i-1-2', quantity: '10', value: '0.00', vat: '10.00' },
      ],
    })
  })

  test('26 an OVERDUE invoice can be cancelled, with a payment only after its reversal', () => {
    expect(given(...issued).when(cancelling('x', { at: overdueAt })).invoice.status).toBe('CANCELLED')
    const paid = history(creating({ lineItems: [dutiableBags] }), approving(), paying('100'))
    expect(given(...paid).when(cancelling()).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'cancel', status: 'PARTIALLY_PAID' },
    })
    expect(given(...paid).when(cancelling('x', { at: overdueAt })).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: {
        status: 'OVERDUE',
        possible: ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'OVERDUE with no money on it'],
      },
    })
    const reversed = history(creating(), approving(), paying('100', { id: 'p' }), reversing('p'))
    expect(given(...reversed).when(cancelling()).invoice.status).toBe('CANCELLED')
  })

  test('26 a CANCELLED or PAID invoice cannot be cancelled', () => {
    for (const events of [history(creating(), cancelling()), history(creating(), approving(), cancelling())])
      expect(given(...events).when(cancelling()).refusal).toMatchObject({
        code: 'INVALID_STATE',
        params: { status: 'CANCELLED' },
      })
    expect(
      given(...history(creating(), approving(), paying('11500'))).when(cancelling()).refusal,
    ).toMatchObject({
      code: 'INVALID_STATE',
      params: { status: 'PAID' },
    })
  })

  test('35 a credit of more than 5,000.00 VAT requires its recipient', () => {
    const large = history(
      creating({ lineItems: [{ ...tenBags, quantity: '100' }], customerName: null, customerAddress: null }),
      approving(),
    )
    expect(given(...large).when(cancelling()).refusal).toMatchObject({
      code: 'RECIPIENT_INCOMPLETE',
      path: 'recipient',
    })
    const recipient = { name: 'Bengal Traders', address: '7 Agrabad' }
    expect(given(...large).when(cancelling('x', { recipient })).events[0]).toMatchObject({ recipient })
  })

  test('a cancelled invoice is CANCELLED on every date', () => {
    const cancelled = invoiceAfter(creating(), approving(), cancelling())
    expect([statusOn(cancelled, '2024-10-15'), statusOn(cancelled, '2030-01-01')]).toEqual([
      'CANCELLED',
      'CANCELLED',
    ])
  })
})
