import type { Instant } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import { type LegalSeries, type RegisterHead, registerYear } from './documents.ts'

/**
 * The register, after checking that a decision at this instant can record it.
 * @throws BrokenInvariant when the series or the fiscal year is not that of the decision, or the revision is
 * below -1
 */
export const requireRegister = (
  register: RegisterHead,
  series: LegalSeries,
  decidedAt: Instant,
): RegisterHead => {
  const { fiscalYear, revision } = register
  if (register.series === series && fiscalYear === registerYear(decidedAt) && revision >= -1) return register
  const found = `${register.series} of ${fiscalYear} at revision ${revision}`
  throw new BrokenInvariant(`Register ${found} is not that of ${series} at ${decidedAt}`)
}
