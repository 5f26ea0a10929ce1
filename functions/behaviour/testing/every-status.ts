import { type Desk, dueToday, line, today } from './desk.ts'

/** What the tests need to know of an invoice. */
export type Made = { id: string; revision: number; invoiceNumber: string; mushakNumber: string | null }

const cash = (amount: string, rest: object = {}) => ({ amount, method: 'CASH', paidOn: today(), ...rest })

/**
 * Makes an invoice of every status, with notes, payments, a reversal, a refund and a write-off, and returns
 * them.
 */
export const makeEveryStatus = async (desk: Desk): Promise<Made[]> => {
  const issue = (rest: object = dueToday()) => desk.issue([line('10', '1000', { unit: 'pcs' })], { ...rest })
  const draft = await desk.create([line('3', '333.33'), line('1', '0.0001')], { customerName: 'রহিম ট্রেডার্স' })
  const submitted = await desk.create([line('1', '10')])
  const rejected = await desk.create([line('2', '20')])
  const discarded = await desk.create([line('1', '30')])
  const cancelled = await issue()
  const approved = await issue()
  const overdue = await issue({ invoiceDate: '2024-10-15', dueDate: '2024-11-15' })
  const partlyPaid = await issue()
  const refunded = await issue()
  const noted = await issue()
  const writtenOff = await issue()
  const paidLate = await issue()
  const closed = await issue()
  await desk.run('submit', { id: rejected.id })
  await desk.run('pay', { id: partlyPaid.id, input: cash('500', { paymentId: 'p-1' }) })
  await desk.run('pay', { id: partlyPaid.id, input: cash('700', { paymentId: 'p-2' }) })
  await desk.run('pay', { id: refunded.id, input: cash('11500') })
  await desk.run('credit', { ...noteOf(refunded, '4'), reason: 'Returned' })
  await desk.run('credit', { ...noteOf(noted, '1'), reason: 'Damaged' })
  await desk.run('pay', { id: writtenOff.id, input: cash('11499.01') })
  await desk.run('cancel', { id: paidLate.id, reason: 'Order withdrawn' })
  return [
    draft,
    approved,
    overdue,
    await desk.run('submit', { id: submitted.id }),
    await desk.run('reject', { id: rejected.id, reason: 'The price is wrong' }),
    await desk.run('cancel', { id: discarded.id, reason: 'Not needed' }),
    await desk.run('cancel', { id: cancelled.id, reason: 'Order withdrawn' }),
    await desk.run('reverse', { id: partlyPaid.id, paymentId: 'p-2', reason: 'Cheque returned' }),
    await desk.run('refund', { id: refunded.id, input: cash('1000') }),
    await desk.run('debit', { ...noteOf(noted, '1'), reason: 'More delivered' }),
    await desk.run('writeOff', { id: writtenOff.id, reason: 'Bank charge' }),
    await desk.run('pay', { id: paidLate.id, input: cash('5', { acceptOverpayment: true }) }),
    await desk.run('credit', { ...noteOf(closed, '10'), reason: 'Returned' }),
  ]
}

const noteOf = ({ id, lineItems }: { id: string; lineItems: { id: string }[] }, quantity: string) => ({
  id,
  lines: [{ lineItemId: lineItems[0]?.id, quantity }],
})
