import type { LocalDate } from '../../calendar/dates.ts'
import { accepted, each, type Result, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import { add, takaLimit, writeTaka } from '../../money/poisha.ts'
import { excerpt } from '../../text/read.ts'
import type { Line } from '../state.ts'
import type { LineInput } from './input.ts'
import { readLine } from './read-line.ts'

/** The lines that an invoice has had so far: lastLine is the highest number that a line of it has had. */
export type LinesSoFar = Readonly<{ invoiceId: string; lastLine: number; lines: readonly Line[] }>

/**
 * A line id consists of the invoice's id and a number that is used only once, so the id is unique and does
 * not change in an update.
 */
const lineId = (invoiceId: string, number: number): string => `${invoiceId}-${number}`

export const lineNumber = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1))

/** The id of each line of the input: its own, or the next one for a line without an id. */
const assignLineIds = (inputs: readonly LineInput[], soFar: LinesSoFar): Result<readonly string[]> => {
  const known = new Set(soFar.lines.map((line) => line.id))
  const seen = new Set<string>()
  let last = soFar.lastLine
  return each(inputs, ({ id }, index) => {
    const path = `input.lineItems[${index}].id`
    if (id === null || id === undefined) {
      last += 1
      return accepted(lineId(soFar.invoiceId, last))
    }
    if (!known.has(id)) return refused('LINE_UNKNOWN', { lineId: excerpt(id, 80) }, path)
    if (seen.has(id)) return refused('LINE_TWICE', { lineId: id }, path)
    seen.add(id)
    return accepted(id)
  })
}

const maxLines = 500

/** Reads 1 to 500 lines, taxed at the rates of the invoice date. Their total is below 10^15 taka. */
export const readLines = (
  inputs: readonly LineInput[],
  soFar: LinesSoFar,
  invoiceDate: LocalDate,
): Result<readonly Line[]> => {
  const path = 'input.lineItems'
  const count = inputs.length
  if (count === 0) return refused('NO_LINES', {}, path)
  if (count > maxLines) return refused('TOO_MANY_LINES', { count, most: maxLines }, path)
  const ids = assignLineIds(inputs, soFar)
  if (!ids.ok) return ids
  const stored = new Map(soFar.lines.map((line) => [line.id, line.description]))
  const lines = each(inputs, (input, index) => {
    const id = ids.value[index] ?? ''
    const storedDescription = stored.get(id)
    return readLine(input, { id, path: `${path}[${index}]`, invoiceDate, storedDescription })
  })
  if (!lines.ok) return lines
  const total = add(...lines.value.map((line) => line.total))
  return total < takaLimit
    ? lines
    : refused('OUT_OF_RANGE', { value: writeTaka(total), limit: wholeLimit.toString() }, path)
}
