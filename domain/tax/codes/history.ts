import type { LocalDate } from '../../calendar/dates.ts'

/**
 * How sure a rate is. HIGH: the Act, its schedule, a gazetted order, or several independent sources agree;
 * MEDIUM: one good source; LOW: sources differ, or the first day of the rate is not certain. No line is
 * refused for a rate of low confidence.
 */
export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW'

/**
 * The rates of a code from a day on, until the next period begins. Several percents mean that the rate
 * depends on more than the code, such as the size of a flat; none means that the law sets a tax per unit. 15
 * is the standard rate, which is charged as STANDARD.
 */
export type RatePeriod = Readonly<{
  from: LocalDate
  percents: readonly string[]
  source: string
  confidence: Confidence
}>

/** A service code such as S004.00, or an HS heading, with its rates in the order of time. */
export type CodeHistory = Readonly<{
  code: string
  supply: string
  supplyBangla: string
  periods: readonly RatePeriod[]
}>

export const history = (
  code: string,
  supply: string,
  supplyBangla: string,
  ...periods: readonly RatePeriod[]
): CodeHistory => ({ code, supply, supplyBangla, periods })

export const since = (
  day: LocalDate,
  percents: readonly string[],
  source: string,
  confidence: Confidence = 'HIGH',
): RatePeriod => ({ from: day, percents, source, confidence })

/** The day on which the Act came into force. It also serves for rates whose first day is not known. */
export const actInForce = '2019-07-01'

/** The laws and orders that set the rates. */
export const source = {
  standard: 'Act, s.15(3): the standard rate',
  at5: 'Third Schedule, Table 1, part B',
  at75: 'Third Schedule, Table 2, part B',
  at10: 'Third Schedule, Table 3, part B',
  goodsAt75: 'Third Schedule, Table 2, part A, and paragraph 3',
  paragraph3: 'Third Schedule, paragraph 3',
  finance2020: 'Finance Act 2020, Third Schedule',
  finance2021: 'Finance Act 2021, Third Schedule',
  finance2022: 'Finance Act 2022, Third Schedule',
  finance2023: 'Finance Act 2023, Third Schedule',
  finance2024: 'Finance Act 2024, Third Schedule',
  differing: 'Third Schedule, Table 2 or 3, part B: sources differ on the day of the change',
  january2025: 'Ordinance of 9 January 2025 (Act 77 of 2026)',
  order39: 'SRO 39-Ain/2025/275-Mushak of 22 January 2025',
  order40: 'SRO 40-Ain/2025/276-Mushak of 22 January 2025',
  finance2025: 'Finance Ordinance 2025 (Act 89 of 2026), Third Schedule',
  notInSchedule: 'Act, s.15(3): not in the Third Schedule as published in August 2026',
  withholding2025: 'Act, s.15(3); also SRO 182-Ain/2025/310-Mushak, rule 3(1)',
  finance2026: 'Finance Act 2026, s.22',
  withholding2026: 'Act, s.15(3); also SRO 140-Ain/2026/345-Mushak',
} as const

/** A service at the standard rate: no source has a lower rate for it since the Act came into force. */
export const standard = (
  code: string,
  supply: string,
  supplyBangla: string,
  authority: string = source.withholding2025,
): CodeHistory => history(code, supply, supplyBangla, since(actInForce, ['15'], authority, 'MEDIUM'))
