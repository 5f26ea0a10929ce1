import {
  type Percent,
  type Poisha,
  type Price,
  percent,
  poisha,
  price,
  type Quantity,
  quantityOf,
} from '../../../domain/money/poisha.ts'

/**
 * A sum of taka that PostgreSQL wrote as numeric(40, 2), so with two decimals. It may be above the limit of a
 * single amount.
 */
export const poishaIn = (text: string): Poisha => poisha(BigInt(text.replace('.', '')))

/** A sum of quantities that PostgreSQL wrote as numeric(40, 6); null of none. */
export const quantityIn = (text: string | null): Quantity | null =>
  text === null ? null : quantityOf(BigInt(text.replace('.', '')))

export const percentIn = (text: string | null): Percent | null => (text === null ? null : percent(text))
export const priceIn = (text: string | null): Price | null => (text === null ? null : price(text))
