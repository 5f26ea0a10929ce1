import { afterAll, describe, expect, test } from '@jest/globals'
import { dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

/** Issues an invoice with a total of 11,500.00. */
const issue = () => desk.issue([line('10', '1000')], dueToday())

test('34 case 12: a credit note for 4 of 10 units reverses their value, duty and VAT', async () => {
  const { id, lineItems } = await desk.issue(
    [line('10', '1000', { supplementaryDutyRate: '20' })],
    dueToday(),
  )
  const { notes } = await desk.run('credit', {
    id,
    lines: [{ lineItemId: lineItems[0].id, quantity: '4' }],
    reason: 'Returned',
  })
  expect(notes).toMatchObject([
    {
      kind: 'CREDIT',
      value: { amount: '4000.00' },
      supplementaryDuty: { amount: '800.00' },
      vatAmount: { amount: '720.00' },
    },
  ])
  expect(notes[0].number).toMatch(new RegExp(`^MUSHAK-6\\.7-${today().slice(0, 7)}-\\d{6}$`))
})

test('35 a credit of more than what remains of the line is refused', async () => {
  const { id, lineItems } = await issue()
  const credit = (rest: object) => ({ id, lines: [{ lineItemId: lineItems[0].id, ...rest }], reason: 'x' })
  await desk.run('credit', credit({ quantity: '7' }))
  expect(await desk.expectError('credit', credit({ quantity: '3.000001' }))).toMatchObject({
    code: 'CREDIT_EXCEEDS_LINE',
    path: 'lines[0].quantity',
  })
  expect(await desk.expectError('credit', credit({ quantity: '1', amount: '1' }))).toMatchObject({
    code: 'QUANTITY_OR_AMOUNT',
    path: 'lines[0]',
  })
  expect(await desk.expectError('credit', credit({}))).toMatchObject({ code: 'QUANTITY_OR_AMOUNT' })
  const twice = { lineItemId: lineItems[0].id, quantity: '1' }
  expect(await desk.expectError('credit', { id, lines: [twice, twice], reason: 'x' })).toMatchObject({
    code: 'LINE_TWICE',
  })
})

test('35 a credit note above 5,000.00 of VAT needs the name and address of its recipient', async () => {
  const { id, lineItems } = await desk.issue([line('10', '10000')], dueToday())
  const lines = [{ lineItemId: lineItems[0].id, quantity: '4' }]
  expect(await desk.expectError('credit', { id, lines, reason: 'x' })).toMatchObject({
    code: 'RECIPIENT_INCOMPLETE',
  })
  const recipient = { name: 'Padma Traders', address: 'Dhaka' }
  expect(await desk.run('credit', { id, lines, reason: 'x', recipient })).toMatchObject({
    notes: [{ recipient }],
  })
})

describe('35 the recipient', () => {
  const buyer = { customerName: 'Padma Traders', customerBIN: '001234567-0202' }
  const unnamed = { ...dueToday(), customerBIN: buyer.customerBIN }
  const note = ({ id, lineItems }: { id: string; lineItems: { id: string }[] }, amount: string) => ({
    ...{ id, reason: 'x' },
    lines: [{ lineItemId: lineItems[0]?.id, amount }],
  })

  test('is required when the notes of one kind change VAT by more than 5,000.00 together', async () => {
    const invoice = await desk.issue([line('10', '20000')], unnamed)
    await desk.run('credit', note(invoice, '33333.33'))
    await desk.run('debit', note(invoice, '33333.33'))
    for (const [step, kind] of [
      ['credit', 'CREDIT'],
      ['debit', 'DEBIT'],
    ] as const)
      expect(await desk.expectError(step, note(invoice, '0.10'))).toMatchObject({
        code: 'RECIPIENT_INCOMPLETE',
        path: 'recipient',
        params: { kind, vat: '5000.02', threshold: '5000.00', missing: ['name', 'address'] },
      })
    const cancelled = { id: invoice.id, reason: 'x' }
    expect(await desk.expectError('cancel', cancelled)).toMatchObject({
      code: 'RECIPIENT_INCOMPLETE',
      params: { kind: 'CREDIT', vat: '35000.00' },
    })
    const recipient = { name: 'Padma Traders', address: 'Dhaka' }
    expect(await desk.run('cancel', { ...cancelled, recipient })).toMatchObject({
      status: 'CANCELLED',
      notes: [{}, {}, { recipient: { ...recipient, bin: '0012345670202' } }],
    })
  })

  test('may write the buyer otherwise, and cannot be another', async () => {
    const invoice = await desk.issue([line('10', '1000')], { ...dueToday(), ...buyer })
    const to = (recipient: object) => ({ ...note(invoice, '1'), recipient })
    expect(await desk.expectError('credit', to({ bin: '999999999-0001' }))).toMatchObject({
      code: 'RECIPIENT_NOT_BUYER',
      path: 'recipient.bin',
      params: { field: 'BIN', given: '999999999-0001', buyer: '001234567-0202' },
    })
    expect(await desk.expectError('debit', to({ name: 'Jamuna' }))).toMatchObject({
      code: 'RECIPIENT_NOT_BUYER',
      path: 'recipient.name',
    })
    const cancelled = { id: invoice.id, reason: 'x', recipient: { name: 'Jamuna' } }
    expect(await desk.expectError('cancel', cancelled)).toMatchObject({ code: 'RECIPIENT_NOT_BUYER' })
    expect(await desk.readEventTypes(invoice.id)).toHaveLength(invoice.revision + 1)
    const spelled = { name: 'PADMA  traders', address: 'Khulna', bin: '০০১২৩৪৫৬৭-০২০২' }
    expect(await desk.run('credit', to(spelled))).toMatchObject({
      notes: [{ recipient: { ...spelled, bin: '0012345670202' } }],
    })
  })
})

test('34 36 a note has the vehicle of its invoice unless another is given', async () => {
  const { id, lineItems } = await desk.issue([line('10', '1000')], { ...dueToday(), vehicle: 'Truck 1' })
  const note = { id, lines: [{ lineItemId: lineItems[0].id, quantity: '1' }], reason: 'x' }
  await desk.run('credit', note)
  await desk.run('credit', { ...note, vehicle: 'Van 2' })
  expect(await desk.run('debit', { ...note, vehicle: 'Van 3' })).toMatchObject({
    notes: [{ vehicle: 'Truck 1' }, { vehicle: 'Van 2' }, { vehicle: 'Van 3' }],
  })
})

test('36 a debit note adds value and has its own 6.8 number', async () => {
  const { id, lineItems } = await issue()
  const debited = await desk.run('debit', {
    id,
    lines: [{ lineItemId: lineItems[0].id, quantity: '2' }],
    reason: 'Two more',
  })
  expect(debited).toMatchObject({
    balance: { amount: '13800.00' },
    debitedAmount: { amount: '2300.00' },
    notes: [
      {
        kind: 'DEBIT',
        number: expect.stringMatching(/^MUSHAK-6\.8-/),
        value: { amount: '2000.00' },
        vatAmount: { amount: '300.00' },
      },
    ],
  })
})

test('36 case 12a: seven units credited one by one sum to the line', async () => {
  const { id, lineItems } = await desk.issue([line('7', '10.10')], dueToday())
  for (let unit = 0; unit < 6; unit++)
    await desk.run('credit', { id, lines: [{ lineItemId: lineItems[0].id, quantity: '1' }], reason: 'x' })
  const last = await desk.run('credit', {
    id,
    lines: [{ lineItemId: lineItems[0].id, quantity: '1' }],
    reason: 'x',
  })
  expect(last).toMatchObject({
    status: 'CANCELLED',
    balance: { amount: '0.00' },
    creditedAmount: { amount: '81.31' },
  })
})
