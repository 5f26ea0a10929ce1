import type { WalletProvider } from '../invoice/event-shapes.ts'
import type { PaymentInput } from '../invoice/payments/input.ts'
import type { Maybe } from '../maybe.ts'

/** The most characters of the id of a receipt. The ids of its payments are longer by up to 41. */
export const longestReceiptId = 100

export type AllocationInput = Readonly<{ invoiceId: string; amount: string }>

export type ReceiptInput = Readonly<{
  customerId: string
  amount: string
  method: PaymentInput['method']
  paidOn: string
  reference?: Maybe<string>
  bankAccountId?: Maybe<string>
  checkNumber?: Maybe<string>
  walletProvider?: Maybe<WalletProvider>
  mobileNumber?: Maybe<string>
  allocations: readonly AllocationInput[]
  acceptOverpayment?: Maybe<boolean>
}>
