import { each, type Result, refused } from '../../decision.ts'
import type { Poisha, Quantity } from '../../money/poisha.ts'
import { readQuantity, readTakaAboveZero } from '../../money/read.ts'
import { excerpt } from '../../text/read.ts'
import type { Line, NoteLine } from '../state.ts'
import type { NoteLineInput } from './input.ts'

/** How a kind of note changes a line. */
export type AdjustLine = Readonly<{
  byQuantity: (line: Line, quantity: Quantity, path: string) => Result<NoteLine>
  byAmount: (line: Line, amount: Poisha, path: string) => Result<NoteLine>
}>

/**
 * Reads the lines of a note. Each is a line of the invoice, appears once, and gives exactly one of quantity
 * and amount.
 */
export const readNoteLines = (
  inputs: readonly NoteLineInput[],
  lines: readonly Line[],
  adjustLine: AdjustLine,
): Result<readonly NoteLine[]> => {
  if (inputs.length === 0) return refused('NO_LINES', {}, 'lines')
  const seen = new Set<string>()
  return each(inputs, (input, index) => {
    const path = `lines[${index}]`
    const line = lines.find(({ id }) => id === input.lineItemId)
    if (!line) return refused('LINE_UNKNOWN', { lineId: excerpt(input.lineItemId, 80) }, `${path}.lineItemId`)
    if (seen.has(line.id)) return refused('LINE_TWICE', { lineId: line.id }, `${path}.lineItemId`)
    seen.add(line.id)
    return readNoteLine(input, line, adjustLine, path)
  })
}

const readNoteLine = (
  input: NoteLineInput,
  line: Line,
  adjustLine: AdjustLine,
  path: string,
): Result<NoteLine> => {
  const [quantity, amount] = [input.quantity ?? null, input.amount ?? null]
  if (quantity !== null && amount === null) {
    const read = readQuantity(quantity, `${path}.quantity`)
    return read.ok ? adjustLine.byQuantity(line, read.value, `${path}.quantity`) : read
  }
  if (amount !== null && quantity === null) {
    const read = readTakaAboveZero(amount, `${path}.amount`)
    return read.ok ? adjustLine.byAmount(line, read.value, `${path}.amount`) : read
  }
  return refused('QUANTITY_OR_AMOUNT', {}, path)
}
