import { BrokenInvariant, unreachable } from '../decision.ts'
import type { LineInput } from '../invoice/draft/input.ts'
import type { Invoice } from '../invoice/state.ts'
import { writeFixed } from '../money/fixed.ts'
import {
  approving,
  cancelling,
  crediting,
  debiting,
  paying,
  refunding,
  rejecting,
  reversing,
  submitting,
  updating,
} from './examples.ts'
import type { ReferenceModel } from './reference-model.ts'
import type { ModelMethod } from './reference-payments.ts'
import type { ModelLine } from './reference-tax.ts'
import type { Decide } from './scenario.ts'
import { writingOff } from './settlement.ts'

/**
 * A random command. Its size depends on the model: `share` of what there is, in thousandths, plus `off`
 * smallest units.
 */
export type Step =
  | Readonly<{ kind: 'submit' | 'reject' | 'approve' | 'cancel' | 'wait' }>
  | Readonly<{ kind: 'update'; lines: readonly ModelLine[] }>
  | Readonly<{ kind: 'pay'; share: number; off: number; method: ModelMethod; acceptOverpayment: boolean }>
  | Readonly<{ kind: 'refund' | 'writeOff'; share: number; off: number }>
  | Readonly<{ kind: 'reverse' | 'reverseWriteOff'; index: number }>
  | Readonly<{
      kind: 'creditQuantity' | 'creditAmount' | 'debitQuantity' | 'debitAmount'
      line: number
      share: number
      off: number
    }>

/** A decision to try on the code, and whether the model accepts it. */
export type Attempt = Readonly<{ decide: Decide; expected: boolean }>

const part = (whole: bigint, { share, off }: Readonly<{ share: number; off: number }>): bigint =>
  (whole * BigInt(share)) / 1000n + BigInt(off)

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
    case 'pay':
    case 'refund':
    case 'writeOff':
    case 'reverse':
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

type MoneyStep = Extract<Step, { kind: 'pay' | 'refund' | 'writeOff' | 'reverse' | 'reverseWriteOff' }>

const applyMoney = (
  step: MoneyStep,
  model: ReferenceModel,
  { id, at }: Readonly<{ id: string; at: string }>,
): Attempt => {
  const { receipts, writeOffs } = model.payments
  switch (step.kind) {
    case 'pay':
      return applyPayment(step, model, { id: `p-${receipts.length}`, at })
    case 'refund': {
      const amount = part(model.received - model.net, step)
      return { decide: refunding(writeFixed(amount, 2), { id, at }), expected: model.refund(amount) }
    }
    case 'writeOff': {
      const needed = model.payments.givenUp + model.balance
      const limit = needed > 0n ? part(needed, step) : 0n
      const decide = writingOff('x', { id: `w-${writeOffs.length}`, limit: writeFixed(limit, 2), at })
      return { decide, expected: model.writeOff(limit) }
    }
    case 'reverse':
      return { decide: reversing(`p-${step.index}`, 'x', { at }), expected: model.reverse(step.index) }
    case 'reverseWriteOff':
      return {
        decide: reversing(`w-${step.index}`, 'x', { at }),
        expected: model.reverseWriteOff(step.index),
      }
    default:
      return unreachable(step)
  }
}

/** A certificate is a share of the tax that can be withheld; money one of the balance, or of the total. */
const applyPayment = (
  step: Extract<Step, { kind: 'pay' }>,
  model: ReferenceModel,
  when: Readonly<{ id: string; at: string }>,
): Attempt => {
  const { method, acceptOverpayment } = step
  const whole = {
    CASH: model.balance > 0n ? model.balance : model.total,
    VDS_CERTIFICATE: model.mostOf('vat'),
    TDS_CERTIFICATE: model.mostOf('value'),
  }[method]
  const amount = part(whole, step)
  const certificate = method === 'CASH' ? {} : { certificateNumber: 'C-1', certificateDate: '2024-10-15' }
  return {
    decide: paying(writeFixed(amount, 2), { ...when, method, acceptOverpayment, ...certificate }),
    expected: model.pay({ amount, method, acceptOverpayment }),
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
  const size = part(byQuantity ? left.quantity : left.value, step)
  const expected = model[step.kind](line, size)
  const change = byQuantity ? { quantity: writeFixed(size, 6) } : { amount: writeFixed(size, 2) }
  const lines = [{ lineItemId: invoice.lines[line]?.id ?? 'none', ...change }]
  return { decide: step.kind.startsWith('credit') ? crediting(lines, when) : debiting(lines, when), expected }
}
