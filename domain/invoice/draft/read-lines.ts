import type { LocalDate } from '../../calendar/dates.ts'
import { each, type Result, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import { add, takaLimit, writeTaka } from '../../money/poisha.ts'
import type { Line } from '../state.ts'
import type { LineInput } from './input.ts'
import { assignLineIds, type LinesSoFar } from './line-ids.ts'
import { readLine } from './read-line.ts'

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
