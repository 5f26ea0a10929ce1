import type { Instant, LocalDate } from '../calendar/dates.ts'
import { dhakaDate, dhakaTime } from '../calendar/dhaka.ts'
import {
  type Percent,
  type Poisha,
  type Price,
  type Quantity,
  writePercent,
  writePrice,
  writeQuantity,
  writeTaka,
} from '../money/poisha.ts'
import { groupDigits, printTaka, printTakaInBangla } from '../money/print.ts'
import { toBanglaDigits } from '../text/digits.ts'
import type { Language } from './form.ts'

/**
 * Figures as a form prints them, in the digits of its language. The numbers of documents, BINs and codes are
 * no figures: they are printed in both languages as they are registered, because people copy them into other
 * systems, which know them in no other spelling. The BIN certificate has its number in these digits too.
 */
export const figuresIn = (lang: Language) => {
  const digits = lang === 'bn' ? toBanglaDigits : (text: string) => text
  return {
    count: (count: number): string => digits(String(count)),
    /** A decimal, grouped. */
    decimal: (decimal: string): string => digits(groupDigits(decimal)),
    /** 12,34,567.89, for a column that is in taka. */
    amount: (amount: Poisha): string => digits(group(writeTaka(amount))),
    /** ৳12,34,567.89 */
    taka: lang === 'bn' ? printTakaInBangla : printTaka,
    /** ৳2,500.00; as many of its four decimals as it has. */
    price: (price: Price): string => `৳${digits(groupDigits(writePrice(price)))}`,
    quantity: (quantity: Quantity): string => digits(group(writeQuantity(quantity))),
    percent: (percent: Percent): string => `${digits(writePercent(percent))}%`,
    /** The date in Dhaka, DD/MM/YYYY. */
    date: (instant: Instant): string => digits(dayFirst(dhakaDate(instant))),
    /** DD/MM/YYYY */
    day: (day: LocalDate): string => digits(dayFirst(day)),
    /** The time in Dhaka, HH:MM in 24 hours. */
    time: (instant: Instant): string => digits(dhakaTime(instant).slice(0, 5)),
  }
}

/** A decimal with a sign, grouped. */
const group = (decimal: string): string =>
  decimal.startsWith('-') ? `-${groupDigits(decimal.slice(1))}` : groupDigits(decimal)

const dayFirst = (day: LocalDate): string => day.split('-').toReversed().join('/')

export type Figures = ReturnType<typeof figuresIn>
