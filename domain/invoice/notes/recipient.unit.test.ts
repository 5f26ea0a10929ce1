import { describe, expect, test } from '@jest/globals'
import type { CreateInput } from '../../invoice/draft/input.ts'
import { approving, cancelling, creating, crediting, debiting, tenBags } from '../../testing/examples.ts'
import { type Decide, given, history } from '../../testing/scenario.ts'
import type { InvoiceEvent } from '../events.ts'
import type { RecipientInput } from './input.ts'

const line = 'i-1-1'
const whole = [{ lineItemId: line, quantity: '1' }]
const unnamed = { customerName: null, customerAddress: null, customerBIN: '001234567-0202' }

/** The events of an issued invoice for one bag at this price. */
const sale = (unitPrice: string, buyer: Partial<CreateInput> = unnamed): readonly InvoiceEvent[] =>
  history(creating({ lineItems: [{ ...tenBags, quantity: '1', unitPrice }], ...buyer }), approving())
const sold = (...sales: Parameters<typeof sale>) => given(...sale(...sales))

describe('the recipient of a note', () => {
  test('35 is optional for 5,000.00 of VAT; from 5,000.01 its name and address are required', () => {
    expect(sold('33333.33').when(crediting(whole)).refusal).toBeNull()
    for (const [kind, note] of [
      ['CREDIT', crediting(whole)],
      ['DEBIT', debiting(whole)],
    ] as const)
      expect(sold('33333.40').when(note).refusal).toMatchObject({
        code: 'RECIPIENT_INCOMPLETE',
        path: 'recipient',
        params: { kind, vat: '5000.01', threshold: '5000.00', missing: ['name', 'address'] },
      })
    expect(
      sold('33333.40').when(crediting(whole, { recipient: { name: 'Bengal' } })).refusal?.params.missing,
    ).toEqual(['address'])
  })

  test('35 can be given with the note, and has the BIN of the buyer', () => {
    const recipient = { name: 'Bengal', address: '7 Agrabad' }
    for (const note of [crediting(whole, { recipient }), debiting(whole, { recipient })])
      expect(sold('33333.40').when(note).events).toMatchObject([
        { recipient: { ...recipient, partyId: 'customer-1', bin: '0012345670202' } },
      ])
    expect(sold('1').when(crediting(whole, { recipient: null })).refusal).toBeNull()
  })

  test.each([
    [{ bin: '1' }, 'INVALID_BIN', 'recipient.bin'],
    [{ name: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'recipient.name'],
    [{ address: 'x'.repeat(2001) }, 'TEXT_TOO_LONG', 'recipient.address'],
  ])('35 with %j is refused: %s', (recipient, code, path) => {
    expect(sold('1').when(crediting(whole, { recipient })).refusal).toMatchObject({ code, path })
  })
})

describe('35 the notes of one kind count together', () => {
  const part = (id: string, amount: string) => crediting([{ lineItemId: line, amount }], { id })
  const more = (id: string, amount: string) => debiting([{ lineItemId: line, amount }], { id })
  const credited = (...notes: readonly Decide[]) =>
    given(
      ...history(
        creating({ lineItems: [{ ...tenBags, quantity: '1', unitPrice: '100000' }], ...unnamed }),
        approving(),
        ...notes,
      ),
    )
  const refusal = (kind: string, vat: string) => ({ code: 'RECIPIENT_INCOMPLETE', params: { kind, vat } })

  test('up to 5,000.00', () => {
    const half = credited(part('n-1', '16666.66'))
    expect(half.when(part('n-2', '16666.66')).refusal).toBeNull()
    expect(half.when(part('n-2', '16666.74')).refusal).toMatchObject(refusal('CREDIT', '5000.01'))
    expect(credited(more('n-1', '16666.66')).when(more('n-2', '16666.74')).refusal).toMatchObject(
      refusal('DEBIT', '5000.01'),
    )
  })

  test('and those of the other kind do not count', () => {
    const adjusted = credited(part('n-1', '30000'), more('n-2', '30000'))
    expect(adjusted.when(part('n-3', '3333.33')).refusal).toBeNull()
    expect(adjusted.when(more('n-3', '3333.33')).refusal).toBeNull()
  })

  test('with the credit note of a cancellation', () => {
    const invoice = history(
      creating({ lineItems: [{ ...tenBags, quantity: '1', unitPrice: '40000' }], ...unnamed }),
      approving(),
      part('n-1', '20000'),
    )
    expect(given(...invoice).when(cancelling()).refusal).toMatchObject(refusal('CREDIT', '6000.00'))
    const recipient = { name: 'Bengal', address: '7 Agrabad' }
    expect(given(...invoice).when(cancelling('x', { recipient })).invoice.status).toBe('CANCELLED')
  })
})

describe('35 a recipient completes the buyer of the invoice', () => {
  const buyer = { customerName: 'Padma Traders', customerAddress: 'Dhaka', customerBIN: '001234567-0202' }
  const recipientOf = (recipient: RecipientInput, of: Partial<CreateInput>) =>
    sold('1', of).when(crediting(whole, { recipient }))

  test.each([
    ['the same BIN, written otherwise', { bin: '০০১২৩৪৫৬৭ ০২০২' }, buyer],
    ['the same name, written otherwise', { name: 'PADMA  traders' }, buyer],
    ['the same name with a joiner', { name: 'Padma\u200d Traders ' }, buyer],
    ['a BIN where the invoice has none', { bin: '999999999-0001' }, { ...buyer, customerBIN: null }],
    ['another name where the invoice has no BIN', { name: 'Jamuna' }, { ...buyer, customerBIN: null }],
    ['a name where the invoice has none', { name: 'Jamuna' }, { ...buyer, customerName: null }],
    ['another address', { address: 'Khulna' }, buyer],
    ['blanks', { name: ' ', address: ' ', bin: ' ' }, buyer],
  ])('with %s', (_, recipient, of) => {
    expect(recipientOf(recipient, of).refusal).toBeNull()
  })

  test('what is left out is that of the buyer', () => {
    expect(recipientOf({ address: 'Khulna' }, buyer).events).toMatchObject([
      { recipient: { name: 'Padma Traders', address: 'Khulna', bin: '0012345670202' } },
    ])
  })

  test('another BIN is refused', () => {
    for (const note of [
      crediting(whole, { recipient: { bin: '9999999990001' } }),
      debiting(whole, { recipient: { bin: '9999999990001' } }),
      cancelling('x', { recipient: { bin: '9999999990001' } }),
    ])
      expect(sold('1', buyer).when(note).refusal).toMatchObject({
        code: 'RECIPIENT_NOT_BUYER',
        path: 'recipient.bin',
        params: { field: 'BIN', given: '999999999-0001', buyer: '001234567-0202' },
      })
  })

  test('another name of a buyer with a BIN is refused', () => {
    expect(recipientOf({ name: 'Jamuna', bin: '001234567-0202' }, buyer).refusal).toMatchObject({
      code: 'RECIPIENT_NOT_BUYER',
      path: 'recipient.name',
      params: { field: 'name', given: 'Jamuna', buyer: 'Padma Traders' },
    })
  })

  test('both are refused at once', () => {
    expect(recipientOf({ name: 'Jamuna', bin: '9999999990001' }, buyer).refusal).toMatchObject({
      path: 'recipient.name',
      others: [{ path: 'recipient.bin' }],
    })
  })

  describe('and of its earlier notes', () => {
    const named = { name: 'Jamuna Traders Ltd', address: 'Khulna', bin: '9999999990001' }
    const tenth = (id: string, recipient?: RecipientInput) =>
      crediting([{ lineItemId: 'i-1-1', amount: '100' }], { id, ...(recipient && { recipient }) })
    const noted = given(
      ...history(creating({ customerName: 'Jamuna', customerBIN: null }), approving(), tenth('n-1', named)),
    )

    test('what a note has added is that of the buyer', () => {
      expect(noted.when(tenth('n-2')).events).toMatchObject([{ recipient: named }])
      expect(noted.when(tenth('n-2', { name: 'jamuna  traders ltd' })).refusal).toBeNull()
      expect(noted.when(tenth('n-2', { name: 'Jamuna' })).refusal).toBeNull()
    })

    test('so one supply has no second buyer', () => {
      const other = { name: 'Meghna', bin: '0012345670202' }
      expect(noted.when(tenth('n-2', other)).refusal).toMatchObject({
        code: 'RECIPIENT_NOT_BUYER',
        path: 'recipient.name',
        params: { given: 'Meghna', buyer: 'Jamuna Traders Ltd' },
        others: [{ code: 'RECIPIENT_NOT_BUYER', path: 'recipient.bin' }],
      })
      expect(noted.when(cancelling('x', { recipient: other })).refusal).toMatchObject({
        code: 'RECIPIENT_NOT_BUYER',
      })
    })

    test('an address is replaced, because people move', () => {
      expect(noted.when(tenth('n-2', { address: 'Bogura' })).events).toMatchObject([
        { recipient: { ...named, address: 'Bogura' } },
      ])
    })
  })
})
