import { accepted, type Result, refused } from '../decision.ts'
import { excerpt } from '../text/read.ts'

/** A calendar date in Asia/Dhaka, YYYY-MM-DD. Two dates compare like their texts. */
export type LocalDate = string
/** ISO 8601 in UTC, such as 2026-06-30T18:00:00Z. */
export type Instant = string

const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Whether the text is a date of the calendar. 2025-02-30 is not. */
export const isLocalDate = (text: string): boolean => {
  const parts = dateForm.exec(text)
  if (!parts) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

/** Whether the text is an instant in UTC with at least whole seconds. */
export const isInstant = (text: string): boolean =>
  instantForm.test(text) && isLocalDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))

// A year outside this range is a typing error, and it could not be corrected in an issued document.
const [earliest, latest] = ['2000-01-01', '2099-12-31']

/** A date in the supported range, 2000-01-01 or another first day to 2099-12-31. */
export const readDate = (text: string, path: string, from: LocalDate = earliest): Result<LocalDate> => {
  if (!isLocalDate(text)) return refused('INVALID_DATE', { value: excerpt(text) }, path)
  return text >= from && text <= latest
    ? accepted(text)
    : refused('DATE_OUT_OF_RANGE', { date: text, from, to: latest }, path)
}

/** The month of a date, YYYY-MM: the tax period. */
export const monthOf = (date: LocalDate): string => date.slice(0, 7)
