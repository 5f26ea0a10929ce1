import type { Allocation, ExistingReceipt } from '../../../domain/receipt/state.ts'
import { allocatedOf } from '../../../domain/receipt/sums.ts'
import { messageOf } from '../../../domain/refusal/message.ts'
import { money } from './money.ts'

/** The type Receipt of the contract: the state at a revision of its stream. */
export const receiptView = (receipt: ExistingReceipt, revision: number) => ({
  id: receipt.id,
  customerId: receipt.customerId,
  customer: { id: receipt.customerId },
  amount: money(receipt.amount),
  allocated: money(allocatedOf(receipt)),
  unapplied: money(receipt.unapplied),
  reversed: money(receipt.reversed),
  allocations: receipt.allocations.map(allocationView),
  method: receipt.method,
  paidOn: receipt.paidOn,
  reference: receipt.reference,
  bankAccountId: receipt.bankAccountId,
  checkNumber: receipt.checkNumber,
  walletProvider: receipt.walletProvider,
  mobileNumber: receipt.mobileNumber,
  recordedBy: receipt.recordedBy,
  recordedAt: receipt.recordedAt,
  reversedBy: receipt.reversal?.by ?? null,
  reversedAt: receipt.reversal?.at ?? null,
  reversedOn: receipt.reversal?.reversedOn ?? null,
  reversalReason: receipt.reversal?.reason ?? null,
  updatedAt: receipt.updatedAt,
  revision,
})

const allocationView = (allocation: Allocation) => ({
  paymentId: allocation.paymentId,
  invoiceId: allocation.invoiceId,
  invoiceNumber: allocation.invoiceNumber,
  mushakNumber: allocation.mushakNumber,
  amount: money(allocation.amount),
  state: allocation.state,
  refusal: allocation.refusal && { code: allocation.refusal.code, message: messageOf(allocation.refusal) },
})
