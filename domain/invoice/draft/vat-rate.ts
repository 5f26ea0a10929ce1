import type { LocalDate } from '../../calendar/dates.ts'
import { accepted, type Result, refused, unreachable } from '../../decision.ts'
import { type Percent, percent, writePercent } from '../../money/poisha.ts'
import { readPercent } from '../../money/read.ts'
import type { VatCategory } from '../../tax/categories.ts'
import { type CodeRate, rateOfCode } from '../../tax/code-rates.ts'
import { isInForce, ratesInForce, usualRate } from '../../tax/rates.ts'

/** What decides the rate of a line: the rate that it gives, its code and the date. path: in the input. */
export type RatedLine = Readonly<{
  vatRate: string | null
  code: string | null
  invoiceDate: LocalDate
  path: string
}>

/**
 * The VAT rate of a line on the invoice date, null for SPECIFIC and EXEMPT. The law fixes it for each
 * category but REDUCED; the code of a REDUCED or TRUNCATED line must have this rate. A supplier who elects
 * 15 % instead of a reduced rate uses STANDARD (s.15(3)).
 */
export const readVatRate = (category: VatCategory, line: RatedLine): Result<Percent | null> => {
  switch (category) {
    case 'SPECIFIC':
    case 'EXEMPT':
      return line.vatRate === null ? accepted(null) : notAllowed(category, line)
    case 'STANDARD':
    case 'ZERO_RATED':
      return readFixedRate(category, line)
    case 'TRUNCATED': {
      const read = readFixedRate(category, line)
      const known = rateOfCode(line.code, line.invoiceDate)
      return read.ok && known ? rateOf(known, read.value, line) : read
    }
    case 'REDUCED':
      return readReducedRate(line)
    default:
      return unreachable(category)
  }
}

const notAllowed = (category: VatCategory, { path }: RatedLine) =>
  refused('VAT_RATE_NOT_ALLOWED', { category }, `${path}.vatRate`)

const readFixedRate = (category: VatCategory, line: RatedLine): Result<Percent> => {
  const { vatRate, invoiceDate, path } = line
  if (vatRate === null) return accepted(usualRate(category, invoiceDate))
  const read = readPercent(vatRate, 100, `${path}.vatRate`)
  return read.ok && !isInForce(category, read.value, invoiceDate) ? notAllowed(category, line) : read
}

const readReducedRate = (line: RatedLine): Result<Percent> => {
  const { vatRate, code, invoiceDate: date, path } = line
  const known = rateOfCode(code, date)
  const read = vatRate === null ? rateNotGiven(known, line) : readPercent(vatRate, 100, `${path}.vatRate`)
  if (!read.ok) return read
  if (known) return rateOf(known, read.value, line)
  if (isInForce('REDUCED', read.value, date)) return read
  const params = { category: 'REDUCED', date, inForce: ratesInForce('REDUCED', date) }
  return refused('RATE_NOT_IN_FORCE', { ...params, rate: writePercent(read.value) }, `${path}.vatRate`)
}

/** The rate of a REDUCED line that gives none: that of its code, or the usual one of the category. */
const rateNotGiven = (known: CodeRate | null, { invoiceDate, path }: RatedLine): Result<Percent> => {
  const [rate = usualRate('REDUCED', invoiceDate), ...others] = known ? reducedRates(known, invoiceDate) : []
  if (!known || others.length === 0) return accepted(rate)
  const params = { code: known.code, date: invoiceDate, inForce: printed(known) }
  return refused('VAT_RATE_MISSING', params, `${path}.vatRate`)
}

/** The rates of a code below the standard rate. */
const reducedRates = ({ percents }: CodeRate, date: LocalDate): readonly Percent[] =>
  percents.map(percent).filter((one) => !isInForce('STANDARD', one, date))

const rateOf = (known: CodeRate, rate: Percent, line: RatedLine): Result<Percent> => {
  const { vatRate, invoiceDate: date, path } = line
  if (reducedRates(known, date).includes(rate)) return accepted(rate)
  const params = { code: known.code, date, inForce: printed(known), rate: writePercent(rate) }
  return refused('RATE_NOT_OF_CODE', params, `${path}.${vatRate === null ? 'vatCategory' : 'vatRate'}`)
}

const printed = ({ percents }: CodeRate): string =>
  percents.length > 0 ? percents.map((one) => `${one} %`).join(' or ') : 'a tax per unit (SPECIFIC)'

/** Whether a REDUCED line has the rate that it would get without giving one: that of its code on the date. */
export const isRateOfItsCode = (code: string | null, rate: Percent | null, date: LocalDate): boolean => {
  const known = rateOfCode(code, date)
  const rates = known ? reducedRates(known, date) : []
  return rates.length === 1 && rates[0] === rate
}
