import type { LocalDate } from '../../calendar/dates.ts'
import { rateOfCode } from '../../tax/code-rates.ts'
import type { Line, Warning } from '../state.ts'

export type WarnedLine = Pick<Line, 'hsCode' | 'vatCategory'>

/**
 * One warning for all lines that have a fault: an invoice may have 500 lines. `lines` has their numbers,
 * from 1, and `path` is that of the first.
 */
const warningOfLines = (
  code: Warning['code'],
  lines: readonly WarnedLine[],
  isFaulty: (line: WarnedLine) => boolean,
): readonly Warning[] => {
  const faulty = lines.flatMap((line, index) => (isFaulty(line) ? [index] : []))
  const [first] = faulty
  return first === undefined
    ? []
    : [{ code, path: `lineItems[${first}].hsCode`, params: { lines: rangesOf(faulty) } }]
}

/** The numbers of lines as ranges: 0, 1, 2 and 5 are 1-3 and 6. */
const rangesOf = (indexes: readonly number[]): readonly string[] => {
  const ranges: [first: number, last: number][] = []
  for (const number of indexes.map((index) => index + 1)) {
    const range = ranges.at(-1)
    if (range && range[1] === number - 1) range[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
}

/** The indexes of the lines that a warning is about; none for one that is about the whole invoice. */
export const linesOf = ({ params }: Warning): readonly number[] => {
  if (!Array.isArray(params.lines)) return []
  return params.lines.flatMap((range: string) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, offset) => first - 1 + offset)
  })
}

/** A REDUCED or TRUNCATED line whose code is missing or not known may have any such rate, right or wrong. */
export const rateWarnings = (lines: readonly WarnedLine[], invoiceDate: LocalDate): readonly Warning[] =>
  warningOfLines(
    'RATE_NOT_CHECKED',
    lines,
    ({ vatCategory, hsCode }) =>
      (vatCategory === 'REDUCED' || vatCategory === 'TRUNCATED') && rateOfCode(hsCode, invoiceDate) === null,
  )

/** The sub-forms of the Mushak-9.1 return list the supplies by their codes. */
export const codeWarnings = (lines: readonly WarnedLine[]): readonly Warning[] =>
  warningOfLines('NO_HS_CODE', lines, ({ hsCode }) => hsCode === null)
