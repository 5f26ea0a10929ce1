import type { Instant } from '../../../domain/calendar/dates.ts'
import { dhakaDate, dhakaTime } from '../../../domain/calendar/dhaka.ts'

/** An instant as the clock in Dhaka shows it, with its distance to UTC: `2026-07-01T00:15:00+06:00`. */
export const dhakaInstant = (instant: Instant): string => `${dhakaDate(instant)}T${dhakaTime(instant)}+06:00`
