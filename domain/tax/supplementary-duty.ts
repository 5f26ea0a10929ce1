import { type Percent, type Poisha, percentOf } from '../money/poisha.ts'
import type { VatCategory } from './categories.ts'

/** Supplementary duty on the value of a supply (s.55). It becomes part of the base of VAT. */
export const supplementaryDutyOn = (value: Poisha, rate: Percent): Poisha => percentOf(value, rate)

/** Whether supplies of the category can have supplementary duty (s.55): all except zero-rated ones. */
export const allowsDuty = (category: VatCategory): boolean => category !== 'ZERO_RATED'
