import type { Instant } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import { type RegisterHead, registerYear } from './documents.ts'

/**
 * The register, after checking that a decision at this instant can record it.
 * @throws BrokenInvariant when the series, the place or the fiscal year is not that of the decision, or the
 * revision is below -1
 */
export const requireRegister = (
  register: RegisterHead,
  { series, place }: Pick<RegisterHead, 'series' | 'place'>,
  decidedAt: Instant,
): RegisterHead => {
  const { fiscalYear, revision } = register
  const isSame = register.series === series && register.place === place
  if (isSame && fiscalYear === registerYear(decidedAt) && revision >= -1) return register
  const found = `${register.series} of ${register.place} in ${fiscalYear} at revision ${revision}`
  throw new BrokenInvariant(`Register ${found} is not that of ${series} of ${place} at ${decidedAt}`)
}
