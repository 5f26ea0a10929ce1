import { describe, expect, test } from '@jest/globals'
import {
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
import { type Decide, given, history, invoiceAfter, onExisting } from '../../testing/scenario.ts'
import type { LineInput } from '../draft/input.ts'
import { assignNumber } from '../issue/assign-number.ts'
import type { Note } from '../state.ts'
import type { NoteLineInput } from './input.ts'

const line = 'i-1-1'
const issued = given(...history(creatingLines(dutiableBags), approving()))
const on = (lineItem: LineInput, ...notes: readonly Decide[]) =>
  given(...history(creatingLines(lineItem), approving(), ...notes))
const noteLine = (invoice: Readonly<{ notes: readonly Note[] }>) => {
  const { value, supplementaryDuty, vat } = invoice.notes.at(-1)?.lines[0] ?? {}
  return [value, supplementaryDuty, vat]
}

describe('credit notes', () => {
  test('a note that credits 0.00 uses up no number; a free line may come back beside another', () => {
    const tiny = issued.when(crediting([{ lineItemId: line, quantity: '0.000001' }])).refusal
    expect(tiny).toMatchObject({ code: 'NOTE_WITHOUT_EFFECT', path: 'lines' })
    const gift = given(...history(creatingLines(tenBags, { ...tenBags, unitPrice: '0' }), approving()))
    expect(gift.when(crediting([{ lineItemId: 'i-1-2', quantity: '1' }])).refusal?.code).toBe(
      'NOTE_WITHOUT_EFFECT',
    )
    const both = ['i-1-1', 'i-1-2'].map((lineItemId) => ({ lineItemId, quantity: '1' }))
    expect(gift.when(crediting(both)).events).toHaveLength(1)
  })

  test('34 case 12: 4 of 10 units', () => {
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

  test('34 the number comes from the 6.7 register', () => {
    const credited = given(
      ...history(creating(), approving(), crediting([{ lineItemId: line, quantity: '1' }], { id: 'n-1' })),
    )
    const document = { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-1' } as const
    const { events, invoice } = credited.when(
      onExisting((one) => assignNumber(one, { document, serial: 3, issuedAt: noon })),
    )
    expect(events).toMatchObject([
      {
        type: 'LegalNumberAssigned',
        number: 'MUSHAK-6.7-2024-10-000003',
        serial: 3,
        fiscalYear: '2024-2025',
      },
    ])
    expect(invoice).toMatchObject({
      mushakNumber: null,
      notes: [{ number: 'MUSHAK-6.7-2024-10-000003', issuedAt: noon }],
    })
    expect(invoice.openNumbers.map((open) => open.document.kind)).toEqual(['INVOICE'])
    const again = given(
      ...history(creating(), approving(), crediting([{ lineItemId: line, quantity: '1' }], { id: 'n-1' })),
      ...events,
    )
    expect(
      again.when(onExisting((one) => assignNumber(one, { document, serial: 3, issuedAt: noon }))).events,
    ).toEqual([])
    expect(() =>
      again.when(onExisting((one) => assignNumber(one, { document, serial: 4, issuedAt: noon }))),
    ).toThrow('cannot be MUSHAK-6.7-2024-10-000004')
  })

  test('34 each note has its own number', () => {
    const [first, second] = ['n-1', 'n-2'].map(
      (noteId) => ({ kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId }) as const,
    )
    const number = (document: typeof first, serial: number): Decide => {
      if (!document) throw new Error('Two notes are numbered here')
      return onExisting((one) => assignNumber(one, { document, serial, issuedAt: noon }))
    }
    const one = (id: string) => crediting([{ lineItemId: line, quantity: '1' }], { id })
    const numbered = given(
      ...history(creating(), approving(), one('n-1'), one('n-2'), number(second, 1), number(first, 2)),
    )
    expect(numbered.invoice).toMatchObject({
      notes: [
        { id: 'n-1', number: 'MUSHAK-6.7-2024-10-000002' },
        { id: 'n-2', number: 'MUSHAK-6.7-2024-10-000001' },
      ],
    })
    expect(numbered.when(number(second, 1)).events).toEqual([])
    const unknown = { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-9' } as const
    expect(() => numbered.when(number(unknown, 3))).toThrow('it was never decided')
  })

  test('35 never more than what remains of the line', () => {
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
    const raised = on(dutiableBags, debiting([{ lineItemId: line, quantity: '5' }]))
    expect(raised.when(crediting([{ lineItemId: line, quantity: '15' }])).refusal).toBeNull()
    expect(raised.when(crediting([{ lineItemId: line, quantity: '15.000001' }])).refusal?.code).toBe(
      'CREDIT_EXCEEDS_LINE',
    )
  })

  test('35 not on a draft, a submitted or a cancelled invoice', () => {
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

  test.each<[readonly NoteLineInput[], string, string]>([
    [[], 'NO_LINES', 'lines'],
    [[{ lineItemId: line }], 'QUANTITY_OR_AMOUNT', 'lines[0]'],
    [[{ lineItemId: line, quantity: null, amount: null }], 'QUANTITY_OR_AMOUNT', 'lines[0]'],
    [[{ lineItemId: line, quantity: '1', amount: '1' }], 'QUANTITY_OR_AMOUNT', 'lines[0]'],
    [[{ lineItemId: 'i-1-9', quantity: '1' }], 'LINE_UNKNOWN', 'lines[0].lineItemId'],
    [
      [
        { lineItemId: line, quantity: '1' },
        { lineItemId: line, amount: '1' },
      ],
      'LINE_TWICE',
      'lines[1].lineItemId',
    ],
    [[{ lineItemId: line, quantity: '0' }], 'NOT_POSITIVE', 'lines[0].quantity'],
    [[{ lineItemId: line, amount: '-1' }], 'NOT_POSITIVE', 'lines[0].amount'],
    [[{ lineItemId: line, amount: '1.005' }], 'TOO_MANY_DECIMALS', 'lines[0].amount'],
    [[{ lineItemId: line, quantity: '1.0000001' }], 'TOO_MANY_DECIMALS', 'lines[0].quantity'],
  ])('35 %j is refused: %s', (lines, code, path) => {
    expect(issued.when(crediting(lines)).refusal).toMatchObject({ code, path })
    expect(issued.when(debiting(lines)).refusal).toMatchObject({ code, path })
  })

  test('what is no id of a line is repeated in part only', () => {
    const cement = [{ lineItemId: 'Portland cement '.repeat(99), quantity: '1' }]
    expect(issued.when(crediting(cement)).refusal?.params).toEqual({ lineId: 'Portland cement '.repeat(5) })
  })

  test('a reason is needed', () => {
    expect(
      issued.when(crediting([{ lineItemId: line, quantity: '1' }], { reason: '\n' })).refusal?.code,
    ).toBe('REASON_MISSING')
    expect(issued.when(debiting([{ lineItemId: line, quantity: '1' }], { reason: '\n' })).refusal?.code).toBe(
      'REASON_MISSING',
    )
  })

  test('36 100.00 in 3 units goes as 33.33, 33.34, 33.33', () => {
    const hundred = { ...tenBags, quantity: '3', unitPrice: '33.3333', vatCategory: 'EXEMPT' } as const
    const one = (id: string) => crediting([{ lineItemId: line, quantity: '1' }], { id })
    const { notes } = invoiceAfter(creatingLines(hundred), approving(), one('a'), one('b'), one('c'))
    expect(notes.map((note) => note.value)).toEqual([3333n, 3334n, 3333n])
  })

  test('36 case 12a: 7 units of 10.10 one by one sum to the line', () => {
    const seven = { ...tenBags, quantity: '7', unitPrice: '10.10' }
    const credits = Array.from({ length: 7 }, (_, index) =>
      crediting([{ lineItemId: line, quantity: '1' }], { id: `n-${index}` }),
    )
    const invoice = invoiceAfter(creatingLines(seven), approving(), ...credits)
    expect(invoice.lines[0]).toMatchObject({ vat: 1061n, remaining: { quantity: 0n, value: 0n, vat: 0n } })
    expect(invoice.notes.reduce((sum, note) => sum + note.vat, 0n)).toBe(1061n)
    expect(invoice.credited).toBe(invoice.totals.grandTotal)
  })

  test('by amount: the value falls, duty and VAT by their share, the quantity stays', () => {
    const { invoice } = issued.when(crediting([{ lineItemId: line, amount: '3333.33' }]))
    expect(noteLine(invoice)).toEqual([333333n, 66667n, 60000n])
    expect(invoice.lines[0]?.remaining.quantity).toBe(10000000n)
    expect(invoice.notes[0]?.lines[0]?.quantity).toBeNull()
  })

  test('on a SPECIFIC line VAT goes by quantity alone', () => {
    const gold = {
      ...tenBags,
      vatCategory: 'SPECIFIC',
      specificVatPerUnit: '2500',
      supplementaryDutyRate: '10',
    } as const
    expect(noteLine(on(gold).when(crediting([{ lineItemId: line, amount: '1000' }])).invoice)).toEqual([
      100000n,
      10000n,
      0n,
    ])
    expect(noteLine(on(gold).when(crediting([{ lineItemId: line, quantity: '1' }])).invoice)).toEqual([
      100000n,
      10000n,
      250000n,
    ])
    expect(noteLine(on(gold).when(debiting([{ lineItemId: line, amount: '1000' }])).invoice)).toEqual([
      100000n,
      10000n,
      0n,
    ])
    expect(noteLine(on(gold).when(debiting([{ lineItemId: line, quantity: '2' }])).invoice)).toEqual([
      200000n,
      20000n,
      500000n,
    ])
  })
})
