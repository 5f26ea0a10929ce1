import { type Instant, isLocalDate, type LocalDate, monthOf } from '../calendar/dates.ts'
import { dhakaDate } from '../calendar/dhaka.ts'
import { BrokenInvariant } from '../decision.ts'
import type { LegalSeries } from './series.ts'

const sixDigits = (serial: number): string => {
  if (!Number.isSafeInteger(serial) || serial < 1) throw new BrokenInvariant(`Not a serial: ${serial}`)
  return String(serial).padStart(6, '0')
}

/** Serials follow the register: the first event, revision 0, is number 1. */
export const serialAt = (revision: number): number => revision + 1

/** INV-2024-10-15-000001: the invoice date at creation and a serial of its fiscal year. */
export const invoiceNumber = (date: LocalDate, serial: number): string => `INV-${date}-${sixDigits(serial)}`

/** MUSHAK-6.3-2026-07-000001: the Dhaka month of issue and the serial of the fiscal year of issue. */
export const mushakNumber = (series: LegalSeries, issuedAt: Instant, serial: number): string =>
  `MUSHAK-${series}-${monthOf(dhakaDate(issuedAt))}-${sixDigits(serial)}`

export type InvoiceNumberParts = Readonly<{ date: LocalDate; serial: number }>
export type MushakNumberParts = Readonly<{ series: LegalSeries; month: string; serial: number }>

/** The parts of an INV number, or null when the text is none. */
export const parseInvoiceNumber = (text: string): InvoiceNumberParts | null => {
  const [, date = '', serial = ''] = /^INV-(\d{4}-\d{2}-\d{2})-(\d{6,15})$/.exec(text) ?? []
  return isLocalDate(date) && sound(serial) ? { date, serial: Number(serial) } : null
}

/** The parts of a legal number, or null when the text is none. */
export const parseMushakNumber = (text: string): MushakNumberParts | null => {
  const [, series = '', month = '', serial = ''] =
    /^MUSHAK-(6\.[378])-(\d{4}-\d{2})-(\d{6,15})$/.exec(text) ?? []
  return isLocalDate(`${month}-01`) && sound(serial)
    ? { series: series as LegalSeries, month, serial: Number(serial) }
    : null
}

const sound = (serial: string): boolean =>
  Number(serial) >= 1 && String(Number(serial)).padStart(6, '0') === serial
