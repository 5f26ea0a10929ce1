import type { LocalDate } from '../calendar/dates.ts'
import { plainCode } from '../text/digits.ts'
import { goods } from './codes/goods.ts'
import type { CodeHistory, RatePeriod } from './codes/history.ts'
import { services001To030 } from './codes/services-001-to-030.ts'
import { services031To099 } from './codes/services-031-to-099.ts'

/** Every code whose rates are known, in the order of the codes, services first. */
export const codeHistories: readonly CodeHistory[] = [...services001To030, ...services031To099, ...goods]

/** A longer text is not a code. In UTF-16 code units. */
const longestCode = 40

/**
 * A service code as an S and five digits, an HS code as 4 to 8 digits: blanks, dots and dashes do not count,
 * nor does the script of the digits. S004 is S004.00. Null for any other text.
 */
export const readCode = (text: string): string | null => {
  if (text.length > longestCode) return null
  const bare = plainCode(text).toUpperCase().replaceAll(/[.-]/g, '')
  if (/^S\d{3,5}$/.test(bare)) return bare.padEnd(6, '0')
  return /^\d{4,8}$/.test(bare) ? bare : null
}

const histories = new Map(codeHistories.map((one) => [readCode(one.code), one]))

/** The history of a code. An HS code has that of its heading where it has none of its own. */
const historyOf = (code: string): CodeHistory | undefined => {
  const exact = histories.get(code)
  if (exact || code.length <= 4) return exact
  return historyOf(code.slice(0, -1))
}

export type CodeRate = Pick<CodeHistory, 'code' | 'supply'> & Pick<RatePeriod, 'percents'>

/** The rate of a code on a date; null when the code is absent, or its rate on that date is not sure. */
export const rateOfCode = (text: string | null, date: LocalDate): CodeRate | null => {
  const code = text === null ? null : readCode(text)
  const known = code === null ? undefined : historyOf(code)
  const period = known?.periods.findLast(({ from }) => from <= date)
  if (!known || !period || period.confidence === 'LOW') return null
  return { code: known.code, supply: known.supply, percents: period.percents }
}
