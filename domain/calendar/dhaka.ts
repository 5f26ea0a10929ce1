import { BrokenInvariant } from '../decision.ts'
import { type Instant, isInstant, type LocalDate } from './dates.ts'

/** Asia/Dhaka is UTC+6; its daylight saving time of 2009 is not in force, and this service knows no date before 2019. */
const aheadOfUtc = 6 * 60 * 60 * 1000

const dhaka = (instant: Instant): string => {
  if (!isInstant(instant)) throw new BrokenInvariant(`Not an instant in UTC: ${instant}`)
  return new Date(Date.parse(instant) + aheadOfUtc).toISOString()
}

/** The legal date of an instant, whatever the time zone of the host. */
export const dhakaDate = (instant: Instant): LocalDate => dhaka(instant).slice(0, 10)

/** The time of day in Dhaka, HH:MM:SS, 24 hours, as printed on a Mushak-6.3. */
export const dhakaTime = (instant: Instant): string => dhaka(instant).slice(11, 19)

export const laterOf = (one: Instant, other: Instant): Instant =>
  Date.parse(one) >= Date.parse(other) ? one : other
