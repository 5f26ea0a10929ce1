import type { Poisha } from '../money/poisha.ts'

/**
 * How long an amount has been due, in days, from the first number to the second; without a second, and more.
 */
export type Age = Readonly<{ from: number; to: number | null }>

/** The ages of receivables. What is not due yet has 0 days and fewer. */
export const ages: readonly Age[] = [
  { from: Number.NEGATIVE_INFINITY, to: 0 },
  { from: 1, to: 30 },
  { from: 31, to: 60 },
  { from: 61, to: 90 },
  { from: 91, to: null },
]

/** What one buyer owes on a day. */
export type AgedReceivable = Readonly<{
  buyerId: string
  /** The name on the latest document that was issued by that day; null without one. */
  name: string | null
  /** By age, in the order of `ages`. */
  owed: readonly Poisha[]
  /**
   * What is owed to the buyer, apart from what the buyer owes: refunds that are due, and payments of invoices
   * that were issued after that day. Unapplied money of receipts belongs to no invoice and is not in it.
   */
  owedToBuyer: Poisha
}>
