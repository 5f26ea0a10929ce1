import { describe, expect, test } from '@jest/globals'
import {
  acme,
  approving,
  cancelling,
  creating,
  creatingLines,
  crediting,
  debiting,
  dutiableBags,
  karim,
  noon,
  paying,
  registerOf,
  submitting,
  tenBags,
} from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

const line = 'i-1-1'
const issued = given(...history(creatingLines(dutiableBags), approving()))

describe('a credit note', () => {
  test('34 case 12: credits 4 of 10 units', () => {
    const { events, invoice } = issued.when(
      crediting([{ lineItemId: line, quantity: '4' }], { id: 'n-1', by: karim, reason: 'ফেরত' }),
    )
    expect(events).toEqual([
      {
        type: 'CreditNoteIssued',
        noteId: 'n-1',
        lines: [
          { lineId: line, quantity: '4', value: '4000.00', supplementaryDuty: '800.00', vat: '720.00' },
        ],
        reason: 'ফেরত',
        recipient: expect.objectContaining({ name: 'বেঙ্গল ট্রেডার্স', bin: '0012345670202' }),
        seller: expect.objectContaining({ name: acme.name, address: acme.address, bin: acme.bin }),
        place: 'MAIN',
        placeName: acme.name,
        addressOfIssue: acme.address,
        responsiblePersonName: acme.responsiblePersonName,
        responsiblePersonDesignation: acme.responsiblePersonDesignation,
        vehicle: null,
        register: registerOf('6.7', noon),
        by: karim,
        at: noon,
      },
    ])
    expect(invoice.notes).toMatchObject([
      {
        id: 'n-1',
        kind: 'CREDIT',
        number: null,
        issuedAt: null,
        decidedBy: karim,
        decidedAt: noon,
        value: 400000n,
        vat: 72000n,
        total: 552000n,
      },
    ])
    expect(invoice.lines[0]?.remaining).toEqual({
      quantity: 6000000n,
      value: 600000n,
      supplementaryDuty: 120000n,
      vat: 108000n,
    })
    expect(invoice.credited).toBe(552000n)
  })

  test('is refused when it credits 0.00; a free line can be returned together with another', () => {
    const tiny = issued.when(crediting([{ lineItemId: line, quantity: '0.000001' }])).refusal
    expect(tiny).toMatchObject({ code: 'NOTE_WITHOUT_EFFECT', path: 'lines' })
    const gift = given(...history(creatingLines(tenBags, { ...tenBags, unitPrice: '0' }), approving()))
    expect(gift.when(crediting([{ lineItemId: 'i-1-2', quantity: '1' }])).refusal?.code).toBe(
      'NOTE_WITHOUT_EFFECT',
    )
    const both = ['i-1-1', 'i-1-2'].map((lineItemId) => ({ lineItemId, quantity: '1' }))
    expect(gift.when(crediting(both)).events).toHaveLength(1)
  })

  test('35 is at most what remains of the line', () => {
    expect(issued.when(crediting([{ lineItemId: line, quantity: '10.000001' }])).refusal).toMatchObject({
      code: 'CREDIT_EXCEEDS_LINE',
      path: 'lines[0].quantity',
      params: { asked: '10.000001', remaining: '10', lineId: line },
    })
    expect(issued.when(crediting([{ lineItemId: line, amount: '10000.01' }])).refusal).toMatchObject({
      code: 'CREDIT_EXCEEDS_LINE',
      path: 'lines[0].amount',
      params: { asked: '10000.01', remaining: '10000.00', lineId: line },
    })
    const raised = given(
      ...history(creatingLines(dutiableBags), approving(), debiting([{ lineItemId: line, quantity: '5' }])),
    )
    expect(raised.when(crediting([{ lineItemId: line, quantity: '15' }])).refusal).toBeNull()
    expect(raised.when(crediting([{ lineItemId: line, quantity: '15.000001' }])).refusal?.code).toBe(
      'CREDIT_EXCEEDS_LINE',
    )
  })

  test('35 can be issued on an issued invoice, also a paid one', () => {
    const note = crediting([{ lineItemId: line, quantity: '1' }])
    for (const events of [
      history(creating()),
      history(creating(), submitting()),
      history(creating(), cancelling()),
      history(creating(), approving(), cancelling()),
    ])
      expect(given(...events).when(note).refusal).toMatchObject({
        code: 'INVALID_STATE',
        params: { action: 'credit' },
      })
    expect(given(...history(creating(), approving(), paying('11500'))).when(note).refusal).toBeNull()
  })

  test('needs a reason, as a debit note does', () => {
    expect(
      issued.when(crediting([{ lineItemId: line, quantity: '1' }], { reason: '\n' })).refusal?.code,
    ).toBe('REASON_MISSING')
    expect(issued.when(debiting([{ lineItemId: line, quantity: '1' }], { reason: '\n' })).refusal?.code).toBe(
      'REASON_MISSING',
    )
  })
})
