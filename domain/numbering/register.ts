import type { Instant } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import { type LegalSeries, type RegisterHead, registerYear } from './series.ts'

/** The register that a decision of this instant may record: the right series, and the fiscal year of the decision. Throws otherwise. */
export const rightRegister = (register: RegisterHead, series: LegalSeries, at: Instant): RegisterHead => {
  if (register.series === series && register.fiscalYear === registerYear(at) && register.revision >= -1)
    return register
  throw new BrokenInvariant(
    `Register ${register.series} of ${register.fiscalYear} is not that of ${series} at ${at}`,
  )
}
