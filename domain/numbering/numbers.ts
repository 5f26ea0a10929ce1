import { type Instant, isLocalDate, type LocalDate, monthOf } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { type FiscalYear, fiscalYearOf } from '../calendar/fiscal-year.ts'
import { BrokenInvariant } from '../decision.ts'
import { plainCode } from '../text/digits.ts'
import type { LegalSeries, RegisterHead } from './documents.ts'
import { isPlaceCode, mainPlace } from './places.ts'

/** At least six digits. */
const writeSerial = (serial: number): string => {
  if (!Number.isSafeInteger(serial) || serial < 1) throw new BrokenInvariant(`Not a serial: ${serial}`)
  return String(serial).padStart(6, '0')
}

/** The serial of a take: the first event of a register has revision 0 and serial 1. */
export const serialAt = (revision: number): number => revision + 1

/** The revision of the take of a serial in its register. */
export const revisionOf = (serial: number): number => serial - 1

/** INV-2024-10-15-000001: the invoice date at creation, and the serial in its fiscal year. */
export const invoiceNumber = (date: LocalDate, serial: number): string => `INV-${date}-${writeSerial(serial)}`

/**
 * MUSHAK-6.3-2026-07-000001: the month of issue in Dhaka, and the serial in the fiscal year of the register.
 * A place other than MAIN is named: MUSHAK-6.3-CTG-2026-07-000001.
 */
export const mushakNumber = (
  { series, place }: Pick<RegisterHead, 'series' | 'place'>,
  issuedAt: Instant,
  serial: number,
): string => {
  const named = place === mainPlace ? series : `${series}-${place}`
  return `MUSHAK-${named}-${monthOf(dhakaDate(issuedAt))}-${writeSerial(serial)}`
}

export type InvoiceNumberParts = Readonly<{ date: LocalDate; serial: number }>
export type MushakNumberParts = Readonly<{
  series: LegalSeries
  place: string
  month: string
  serial: number
}>

/** An invoice number or legal number that a person typed or pasted, in the spelling of the stored ones. */
export const numberSpelling = (typed: string): string => plainCode(typed).toUpperCase()

/** The parts of an INV number, or null when the text is not one. */
export const parseInvoiceNumber = (text: string): InvoiceNumberParts | null => {
  const [, date = '', serial = ''] = /^INV-(\d{4}-\d{2}-\d{2})-(\d{6,15})$/.exec(text) ?? []
  return isLocalDate(date) && isSerial(serial) ? { date, serial: Number(serial) } : null
}

/** The parts of a legal number, or null when the text is not one. */
export const parseMushakNumber = (text: string): MushakNumberParts | null => {
  const [, series = '', named, month = '', serial = ''] =
    /^MUSHAK-(6\.[378])(?:-([A-Z][A-Z0-9]*))?-(\d{4}-\d{2})-(\d{6,15})$/.exec(text) ?? []
  const place = named ?? mainPlace
  const isSpelledRight = named !== mainPlace && isPlaceCode(place)
  return isSpelledRight && isLocalDate(`${month}-01`) && isSerial(serial)
    ? { series: series as LegalSeries, place, month, serial: Number(serial) }
    : null
}

/**
 * The fiscal year of the register that a number is from: that of its date or month. A legal number has the
 * month of its issue, which is in the fiscal year of its register, because each time of issue is that of a
 * decision of that year.
 */
export const fiscalYearOfNumber = (parts: InvoiceNumberParts | MushakNumberParts): FiscalYear =>
  fiscalYearOf('date' in parts ? parts.date : `${parts.month}-01`)

/** Whether the text is a serial as writeSerial writes it, so that each number has one spelling. */
const isSerial = (serial: string): boolean =>
  Number(serial) >= 1 && String(Number(serial)).padStart(6, '0') === serial
