import { unreachable } from '../decision.ts'
import { writeFixed } from '../money/fixed.ts'
import type { Poisha } from '../money/poisha.ts'
import { type ReceiptTerms, recordPart, reversePart } from '../receipt/part.ts'
import { paying, rahim, refunding, reversing } from './examples.ts'
import type { ReferenceModel } from './reference-model.ts'
import type { ModelMethod } from './reference-payments.ts'
import { type Decide, onExisting } from './scenario.ts'
import { writingOff } from './settlement.ts'

/** `share` of what there is in the model, in thousandths, plus `off` smallest units. */
type Size = Readonly<{ share: number; off: number }>

export const sizeOf = (whole: bigint, { share, off }: Size): bigint =>
  (whole * BigInt(share)) / 1000n + BigInt(off)

/** A part is money of a receipt over several invoices. */
export type MoneyStep =
  | (Readonly<{ kind: 'pay'; method: ModelMethod; acceptOverpayment: boolean }> & Size)
  | (Readonly<{ kind: 'part'; acceptOverpayment: boolean }> & Size)
  | (Readonly<{ kind: 'refund' | 'writeOff' }> & Size)
  | Readonly<{ kind: 'reverse' | 'reversePart' | 'reverseWriteOff'; index: number }>

/** A decision to try on the code, and whether the model accepts it. */
export type Attempt = Readonly<{ decide: Decide; expected: boolean }>

export const applyMoney = (
  step: MoneyStep,
  model: ReferenceModel,
  { id, at }: Readonly<{ id: string; at: string }>,
): Attempt => {
  const { receipts, writeOffs } = model.payments
  switch (step.kind) {
    case 'pay':
      return applyPayment(step, model, { id: `p-${receipts.length}`, at })
    case 'refund': {
      const amount = sizeOf(model.received - model.net, step)
      return { decide: refunding(writeFixed(amount, 2), { id, at }), expected: model.refund(amount) }
    }
    case 'writeOff': {
      const needed = model.payments.givenUp + model.balance
      const limit = needed > 0n ? sizeOf(needed, step) : 0n
      const decide = writingOff('x', { id: `w-${writeOffs.length}`, limit: writeFixed(limit, 2), at })
      return { decide, expected: model.writeOff(limit) }
    }
    case 'part':
      return applyPart(step, model, { paymentId: `p-${receipts.length}`, at })
    case 'reverse':
      return { decide: reversing(`p-${step.index}`, 'x', { at }), expected: model.reverse(step.index, false) }
    case 'reversePart':
      return {
        decide: reversingPart({ paymentId: `p-${step.index}`, at }),
        expected: model.reverse(step.index, true),
      }
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
  step: Extract<MoneyStep, { kind: 'pay' }>,
  model: ReferenceModel,
  when: Readonly<{ id: string; at: string }>,
): Attempt => {
  const { method, acceptOverpayment } = step
  const whole = {
    CASH: model.balance > 0n ? model.balance : model.total,
    VDS_CERTIFICATE: model.mostOf('vat'),
    TDS_CERTIFICATE: model.mostOf('value'),
  }[method]
  const amount = sizeOf(whole, step)
  const certificate = method === 'CASH' ? {} : { certificateNumber: 'C-1', certificateDate: '2024-10-15' }
  return {
    decide: paying(writeFixed(amount, 2), { ...when, method, acceptOverpayment, ...certificate }),
    expected: model.pay({ amount, method, acceptOverpayment, isPart: false }),
  }
}

type PartOf = Readonly<{ paymentId: string; at: string }>

/** Money of the receipt, for this invoice. */
const applyPart = (
  step: Extract<MoneyStep, { kind: 'part' }>,
  model: ReferenceModel,
  { paymentId, at }: PartOf,
): Attempt => {
  const { acceptOverpayment } = step
  const amount = sizeOf(model.balance > 0n ? model.balance : model.total, step)
  const part = { paymentId, amount: amount as Poisha, acceptOverpayment, decidedBy: rahim }
  return {
    decide: onExisting((invoice) => recordPart(invoice, receipt, part, at)),
    expected: model.pay({ amount, method: 'CASH', acceptOverpayment, isPart: true }),
  }
}

const reversingPart = ({ paymentId, at }: PartOf): Decide =>
  onExisting((invoice) => {
    const reversal = { reversedOn: at.slice(0, 10), reason: 'x', by: rahim, at }
    return reversePart(invoice, { ...receipt, reversal }, { paymentId }, at)
  })

const receipt: ReceiptTerms = {
  ...{ id: 'r-1', customerId: 'customer-1', method: 'CASH', paidOn: '2024-10-15', reference: null },
  ...{ bankAccountId: null, checkNumber: null, walletProvider: null, mobileNumber: null },
}
