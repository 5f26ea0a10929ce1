import type { WalletProvider } from '../invoice/event-shapes.ts'
import type { PaymentInput } from '../invoice/payments/input.ts'
import type { Maybe } from '../maybe.ts'

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
