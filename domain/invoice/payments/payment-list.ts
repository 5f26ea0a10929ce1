import type { Payment } from '../state.ts'

/**
 * The positions of the payments of a list by their ids. A fold looks up an id for each payment, and with a
 * search through the list it would take quadratic time: a second for 5,000 payments. A list that is made
 * from another takes over its positions, which cannot be seen from outside: if the other one is used again,
 * its positions are collected again.
 */
const positions = new WeakMap<readonly Payment[], Map<string, number>>()

const positionsIn = (payments: readonly Payment[]): Map<string, number> => {
  const known = positions.get(payments)
  if (known) return known
  const collected = new Map(payments.map(({ id }, index) => [id, index]))
  positions.set(payments, collected)
  return collected
}

const takeOver = (from: readonly Payment[], to: readonly Payment[]): Map<string, number> => {
  const taken = positionsIn(from)
  positions.delete(from)
  positions.set(to, taken)
  return taken
}

/** The payment with this id. */
export const findPayment = (payments: readonly Payment[], id: string): Payment | undefined => {
  const position = positionsIn(payments).get(id)
  return position === undefined ? undefined : payments[position]
}

/** The list with another payment at its end. */
export const withPayment = (payments: readonly Payment[], payment: Payment): readonly Payment[] => {
  const longer = [...payments, payment]
  takeOver(payments, longer).set(payment.id, payments.length)
  return longer
}

/** The list with the reversal of the payment with this id. A list without that payment stays the same. */
export const withReversal = (
  payments: readonly Payment[],
  id: string,
  reversal: Payment['reversal'],
): readonly Payment[] => {
  const payment = findPayment(payments, id)
  const position = positionsIn(payments).get(id)
  if (!payment || position === undefined) return payments
  const changed = payments.with(position, { ...payment, reversal })
  takeOver(payments, changed)
  return changed
}
