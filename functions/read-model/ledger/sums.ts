import { type Poisha, poisha } from '../../../domain/money/poisha.ts'

/**
 * A sum of taka that PostgreSQL wrote as numeric(40, 2), so with two decimals. It may be above the limit of a
 * single amount.
 */
export const poishaIn = (text: string): Poisha => poisha(BigInt(text.replace('.', '')))
