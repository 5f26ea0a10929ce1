import { accepted, type Result, refused } from '../decision.ts'
import { excerpt } from '../text/read.ts'
import { isLocalDate } from './dates.ts'

/** A calendar month, YYYY-MM: a tax period. Two months compare like their texts. */
export type Month = string

/** Reads a month of the calendar. */
export const readMonth = (text: string, path: string): Result<Month> =>
  isLocalDate(`${text}-01`) ? accepted(text) : refused('INVALID_MONTH', { value: excerpt(text) }, path)

/** The month that many months after this one. */
export const monthsAfter = (month: Month, count: number): Month => {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count
  const [year, inYear] = [Math.floor(months / 12), (months % 12) + 1]
  return `${String(year).padStart(4, '0')}-${String(inYear).padStart(2, '0')}`
}
