import { type LocalDate, readDate } from '../calendar/dates.ts'
import { daysBetween, lastDayOfMonth } from '../calendar/days.ts'
import { accepted, allOf, type Result, refused } from '../decision.ts'
import type { Period } from './vat-return.ts'

/** The longest period of a report, in days: a year that has a 29 February. */
const maxReportDays = 366

/**
 * Reads the period of a report. It is at most a year, and ends on the last day of this month at the latest:
 * the month that is under way can be reported, and an empty report of a later one would be a typing error.
 * `today` is the date in Dhaka.
 */
export const readReportPeriod = (
  input: Readonly<{ from: string; to: string }>,
  today: LocalDate,
): Result<Period> => {
  const dates = allOf({ from: readDate(input.from, 'from'), to: readDate(input.to, 'to') })
  if (!dates.ok) return dates
  const { from, to } = dates.value
  if (to < from) return refused('PERIOD_REVERSED', { from, to }, 'to')
  const days = daysBetween(from, to)
  if (days > maxReportDays) return refused('PERIOD_TOO_LONG', { days, most: maxReportDays }, 'to')
  const latest = lastDayOfMonth(today)
  return to > latest ? refused('PERIOD_IN_FUTURE', { to, latest }, 'to') : accepted({ from, to })
}

/** Reads the day of a report about the end of one day: today in Dhaka, or an earlier day. */
export const readReportDay = (text: string, today: LocalDate): Result<LocalDate> => {
  const day = readDate(text, 'on')
  return day.ok && day.value > today ? refused('DATE_IN_FUTURE', { date: day.value, today }, 'on') : day
}
