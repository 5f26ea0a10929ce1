import { BrokenInvariant } from '../decision.ts'
import { divideHalfUp, readFixed, wholeLimit, writeFixed } from './fixed.ts'

/**
 * Money in whole poisha, 100 to the taka. The type is branded, so that adding a quantity to it does not
 * compile.
 */
export type Poisha = bigint & { readonly unit: 'poisha' }
/** Millionths of a unit of supply. */
export type Quantity = bigint & { readonly unit: 'millionth' }
/** Ten-thousandths of a taka, for prices and for specific tax per unit. */
export type Price = bigint & { readonly unit: 'ten-thousandth of a taka' }
/** Ten-thousandths of a percent: 15 % is 150000n. */
export type Percent = bigint & { readonly unit: 'ten-thousandth of a percent' }

/** Decimals of each kind of figure. */
export const decimals = { taka: 2, price: 4, quantity: 6, percent: 4 } as const

/** Every amount is below this: 10^15 taka. */
export const takaLimit = (wholeLimit * 100n) as Poisha
/** Every quantity is below this: 10^15 units. */
export const quantityLimit = (wholeLimit * 1_000_000n) as Quantity

export const poisha = (amount: bigint): Poisha => amount as Poisha
export const quantityOf = (millionths: bigint): Quantity => millionths as Quantity
export const zero = poisha(0n)

export const add = (...amounts: readonly Poisha[]): Poisha =>
  poisha(amounts.reduce((sum, amount) => sum + amount, 0n))
export const subtract = (from: Poisha, amount: Poisha): Poisha => poisha(from - amount)
export const smallerOf = (one: Poisha, other: Poisha): Poisha => (one < other ? one : other)

/** `percent` of an amount, rounded half-up to the poisha. */
export const percentOf = (amount: Poisha, percent: Percent): Poisha =>
  poisha(divideHalfUp(amount * percent, 1_000_000n))

/** The share `part / whole` of an amount, rounded half-up to the poisha. */
export const shareOf = (amount: Poisha, part: bigint, whole: bigint): Poisha =>
  poisha(divideHalfUp(amount * part, whole))

/** quantity x price, rounded half-up to the poisha. */
export const amountOf = (quantity: Quantity, price: Price): Poisha =>
  poisha(divideHalfUp(quantity * price, 100_000_000n))

const parseExactly = (text: string, most: number): bigint => {
  const reading = readFixed(text, most)
  if (!reading.ok) throw new BrokenInvariant(`Not a decimal with at most ${most} decimals: ${text}`)
  return reading.value
}

/**
 * The figure of a text in an event or a table. Input is read with `read.ts`.
 * @throws BrokenInvariant when the text is not a decimal of that kind
 */
export const taka = (text: string): Poisha => parseExactly(text, decimals.taka) as Poisha
export const quantity = (text: string): Quantity => parseExactly(text, decimals.quantity) as Quantity
export const price = (text: string): Price => parseExactly(text, decimals.price) as Price
export const percent = (text: string): Percent => parseExactly(text, decimals.percent) as Percent

/** `11500.00` */
export const writeTaka = (amount: Poisha): string => writeFixed(amount, decimals.taka)
/** `10`, `2.5` */
export const writeQuantity = (amount: Quantity): string => writeFixed(amount, decimals.quantity, 0)
/** `1000.00`, `1.005` */
export const writePrice = (amount: Price): string => writeFixed(amount, decimals.price, 2)
/** `15`, `7.5` */
export const writePercent = (amount: Percent): string => writeFixed(amount, decimals.percent, 0)
