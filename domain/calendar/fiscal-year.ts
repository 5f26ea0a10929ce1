import { isLocalDate, type LocalDate } from './dates.ts'

/** 1 July to 30 June, written 2025-2026. */
export type FiscalYear = string

export const fiscalYearOf = (date: LocalDate): FiscalYear => {
  const year = Number(date.slice(0, 4))
  const first = date.slice(5, 7) >= '07' ? year : year - 1
  return `${String(first).padStart(4, '0')}-${String(first + 1).padStart(4, '0')}`
}

/** The first and last day of a fiscal year, or null when the text is not a fiscal year. */
export const daysOfFiscalYear = (
  fiscalYear: FiscalYear,
): Readonly<{ from: LocalDate; to: LocalDate }> | null => {
  const days = { from: `${fiscalYear.slice(0, 4)}-07-01`, to: `${fiscalYear.slice(5)}-06-30` }
  return isLocalDate(days.from) && isLocalDate(days.to) && fiscalYearOf(days.from) === fiscalYear
    ? days
    : null
}
