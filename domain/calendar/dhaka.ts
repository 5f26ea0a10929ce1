import { BrokenInvariant } from '../decision.ts'
import { type Instant, isInstant, type LocalDate } from './dates.ts'

/**
 * Asia/Dhaka is UTC+6. Its daylight saving time of 2009 is left out, because no invoice is older than 2019.
 */
const dhakaOffsetMs = 6 * 60 * 60 * 1000

const dhakaClock = (instant: Instant): string => {
  if (!isInstant(instant)) throw new BrokenInvariant(`Not an instant in UTC: ${instant}`)
  return new Date(Date.parse(instant) + dhakaOffsetMs).toISOString()
}

/**
 * The legal date of an instant: its date in Dhaka, whatever the time zone of the host.
 * @throws BrokenInvariant when the text is not an instant in UTC
 */
export const dhakaDate = (instant: Instant): LocalDate => dhakaClock(instant).slice(0, 10)

/**
 * The time of day in Dhaka, HH:MM:SS in 24 hours. It is for the time of issue on a printed Mushak-6.3 (Rule
 * 40).
 * @throws BrokenInvariant when the text is not an instant in UTC
 */
export const dhakaTime = (instant: Instant): string => dhakaClock(instant).slice(11, 19)

/**
 * The instant as the clock in Dhaka shows it, with its distance to UTC: `2026-07-01T00:15:00+06:00`.
 * @throws BrokenInvariant when the text is not an instant in UTC
 */
export const dhakaInstant = (instant: Instant): string => `${dhakaClock(instant).slice(0, 19)}+06:00`

export const laterOf = (one: Instant, other: Instant): Instant =>
  Date.parse(one) >= Date.parse(other) ? one : other
