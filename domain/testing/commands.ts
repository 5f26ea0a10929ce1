import { BrokenInvariant, unreachable } from '../decision.ts'
import type { LineInput } from '../invoice/draft/input.ts'
import type { Invoice } from '../invoice/state.ts'
import { writeFixed } from '../money/fixed.ts'
import { approving, cancelling, crediting, debiting, rejecting, submitting, updating } from './examples.ts'
import { type Attempt, applyMoney, type MoneyStep, sizeOf } from './money-commands.ts'
import type { ReferenceModel } from './reference-model.ts'
import type { ModelLine } from './reference-tax.ts'

/** A random command. */
export type Step =
  | Readonly<{ kind: 'submit' | 'reject' | 'approve' | 'cancel' | 'wait' }>
  | Readonly<{ kind: 'update'; lines: readonly ModelLine[] }>
  | Readonly<{ kind: 'move'; place: string }>
  | MoneyStep
  | Readonly<{
      kind: 'creditQuantity' | 'creditAmount' | 'debitQuantity' | 'debitAmount'
      line: number
      share: number
      off: number
    }>

export const lineInput = (line: ModelLine): LineInput => ({
  description: 'Goods',
  quantity: writeFixed(line.quantity, 6),
  unitPrice: writeFixed(line.price, 4),
  priceIncludesTax: line.gross,
  discount: writeFixed(line.discount, 2),
  supplementaryDutyRate: writeFixed(line.duty, 4),
  ...(line.rate !== null && line.rate !== 150000n
    ? { vatCategory: 'REDUCED', vatRate: writeFixed(line.rate, 4) }
    : {}),
  ...(line.specific === null
    ? {}
    : { vatCategory: 'SPECIFIC', specificVatPerUnit: writeFixed(line.specific, 4) }),
  ...(line.rate === null && line.specific === null ? { vatCategory: 'EXEMPT' } : {}),
})

/**
 * Applies a step to the model, and returns the same step for the code; null when there is nothing to decide.
 * `count` makes new ids and times.
 */
export const applyStep = (
  step: Step,
  model: ReferenceModel,
  invoice: Invoice,
  count: number,
): Attempt | null => {
  model.now = `${model.late ? '2024-11-16' : '2024-10-15'}T06:00:${String(count).padStart(2, '0')}Z`
  const attempt = attemptOf(step, model, invoice, count)
  model.settle()
  return attempt
}

const attemptOf = (step: Step, model: ReferenceModel, invoice: Invoice, count: number): Attempt | null => {
  const at = model.now
  switch (step.kind) {
    case 'wait':
      model.late = true
      return null
    case 'submit':
      return { decide: submitting({ at }), expected: model.submit() }
    case 'reject':
      return { decide: rejecting('x', { at }), expected: model.reject() }
    case 'approve':
      return { decide: approving({ at }), expected: model.approve() }
    case 'cancel':
      return { decide: cancelling('x', { at, noteId: `n-${count}` }), expected: model.cancel() }
    case 'update':
      return {
        decide: updating({ lineItems: step.lines.map(lineInput) }, { at, by: `u-${count}` }),
        expected: model.update(step.lines),
      }
    case 'move':
      return { decide: updating({ place: step.place }, { at }), expected: model.move(step.place) }
    case 'pay':
    case 'part':
    case 'refund':
    case 'writeOff':
    case 'reverse':
    case 'reversePart':
    case 'reverseWriteOff':
      return applyMoney(step, model, { id: `r-${count}`, at })
    case 'creditQuantity':
    case 'creditAmount':
    case 'debitQuantity':
    case 'debitAmount':
      return applyNote(step, model, invoice, { id: `n-${count}`, at })
    default:
      return unreachable(step)
  }
}

type NoteStep = Extract<Step, { line: number }>

const applyNote = (
  step: NoteStep,
  model: ReferenceModel,
  invoice: Invoice,
  when: Readonly<{ id: string; at: string }>,
): Attempt => {
  if (invoice.status === 'NONE') throw new BrokenInvariant('The sequence begins with an invoice')
  const byQuantity = step.kind === 'creditQuantity' || step.kind === 'debitQuantity'
  const line = step.line > 2 ? step.line : step.line % model.lines.length
  const left = model.remains(line)
  const size = sizeOf(byQuantity ? left.quantity : left.value, step)
  const expected = model.note(step.kind, line, size)
  const change = byQuantity ? { quantity: writeFixed(size, 6) } : { amount: writeFixed(size, 2) }
  const lines = [{ lineItemId: invoice.lines[line]?.id ?? 'none', ...change }]
  return { decide: step.kind.startsWith('credit') ? crediting(lines, when) : debiting(lines, when), expected }
}
