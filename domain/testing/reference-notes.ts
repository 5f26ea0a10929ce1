import { fits, type ModelLine, nearest, type Sizes, supplied, taxed } from './reference-tax.ts'

/** What a note changes of a line, or null where the note is refused. */
type Note = Sizes | null

const unlessZero = (sizes: Sizes): Note => (sizes.value + sizes.duty + sizes.vat === 0n ? null : sizes)

/** `left` is what earlier notes left of the line. */
type Credited = { terms: ModelLine; left: Sizes }

const creditQuantity = ({ left }: Credited, quantity: bigint): Note => {
  if (quantity <= 0n || quantity > left.quantity) return null
  const share = (part: bigint) => nearest(part * quantity, left.quantity)
  return unlessZero({ quantity, value: share(left.value), duty: share(left.duty), vat: share(left.vat) })
}

const creditAmount = ({ terms, left }: Credited, amount: bigint): Note => {
  if (amount <= 0n || amount > left.value) return null
  const share = (part: bigint) => nearest(part * amount, left.value)
  const vat = terms.specific === null ? share(left.vat) : 0n
  return { quantity: 0n, value: amount, duty: share(left.duty), vat }
}

const debitQuantity = ({ terms }: Credited, quantity: bigint): Note =>
  quantity > 0n && fits(terms, quantity, 0n) ? unlessZero(supplied(terms, quantity, 0n)) : null

const debitAmount = ({ terms }: Credited, amount: bigint): Note =>
  amount > 0n ? unlessZero(taxed(terms, 0n, amount)) : null

export const notes = { creditQuantity, creditAmount, debitQuantity, debitAmount }
