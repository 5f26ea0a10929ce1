import type { LocalDate } from '../../calendar/dates.ts'
import { accepted, each, type Result, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import { add, takaLimit, writeTaka } from '../../money/poisha.ts'
import type { Line } from '../state.ts'
import type { LineInput } from './input.ts'
import { readLine } from './line-input.ts'

const most = 500

/** Which invoice the lines are for, which it has had so far, and the date that chooses their rates. */
export type LinesOf = Readonly<{
  invoiceId: string
  lastLine: number
  lines: readonly Line[]
  invoiceDate: LocalDate
}>

/** Line ids are the invoice's id and a number that is never given twice: unique everywhere, stable on update. */
export const lineId = (invoiceId: string, number: number): string => `${invoiceId}-${number}`

export const lineNumber = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1))

/** Reads 1 to 500 lines. One given with an id keeps it; one without gets the next. */
export const readLines = (inputs: readonly LineInput[], of: LinesOf): Result<readonly Line[]> => {
  const path = 'input.lineItems'
  if (inputs.length === 0) return refused('NO_LINES', {}, path)
  if (inputs.length > most) return refused('TOO_MANY_LINES', { count: inputs.length, most }, path)
  const ids = giveIds(inputs, of)
  if (!ids.ok) return ids
  const lines = each(inputs, (input, index) =>
    readLine(input, { id: ids.value[index] ?? '', path: `${path}[${index}]`, invoiceDate: of.invoiceDate }),
  )
  if (!lines.ok) return lines
  const total = add(...lines.value.map((line) => line.total))
  return total < takaLimit
    ? lines
    : refused('OUT_OF_RANGE', { value: writeTaka(total), limit: wholeLimit.toString() }, path)
}

const giveIds = (inputs: readonly LineInput[], of: LinesOf): Result<readonly string[]> => {
  const known = new Set(of.lines.map((line) => line.id))
  const seen = new Set<string>()
  let last = of.lastLine
  return each(inputs, ({ id }, index) => {
    const path = `input.lineItems[${index}].id`
    if (id === null || id === undefined) {
      last += 1
      return accepted(lineId(of.invoiceId, last))
    }
    if (!known.has(id)) return refused('LINE_UNKNOWN', { lineId: id.slice(0, 80) }, path)
    if (seen.has(id)) return refused('LINE_TWICE', { lineId: id }, path)
    seen.add(id)
    return accepted(id)
  })
}
