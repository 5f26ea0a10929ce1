import { accepted, each, type Result, refused } from '../../decision.ts'
import { excerpt } from '../../text/excerpt.ts'
import type { Line } from '../state.ts'
import type { LineInput } from './input.ts'

/** The lines that an invoice has had so far: lastLine is the highest number that a line of it has had. */
export type LinesSoFar = Readonly<{ invoiceId: string; lastLine: number; lines: readonly Line[] }>

/**
 * A line id consists of the invoice's id and a number that is used only once, so the id is unique and does
 * not change in an update.
 */
const lineId = (invoiceId: string, number: number): string => `${invoiceId}-${number}`

export const lineNumber = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1))

/** The id of each line of the input: its own, or the next one for a line without an id. */
export const assignLineIds = (inputs: readonly LineInput[], soFar: LinesSoFar): Result<readonly string[]> => {
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
