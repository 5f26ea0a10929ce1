import type { Maybe } from '../../maybe.ts'
import type { SettlementMethod, WalletProvider } from '../event-shapes.ts'

export type PaymentInput = Readonly<{
  paymentId?: Maybe<string>
  amount: string
  method: SettlementMethod
  paidOn: string
  reference?: Maybe<string>
  bankAccountId?: Maybe<string>
  checkNumber?: Maybe<string>
  walletProvider?: Maybe<WalletProvider>
  mobileNumber?: Maybe<string>
  certificateNumber?: Maybe<string>
  certificateDate?: Maybe<string>
  depositAccountCode?: Maybe<string>
  depositSerial?: Maybe<string>
  depositDate?: Maybe<string>
  claimPeriod?: Maybe<string>
  /** Record it also where it is more than the balance. */
  acceptOverpayment?: Maybe<boolean>
}>

export type RefundInput = Readonly<{
  refundId?: Maybe<string>
  amount: string
  method: SettlementMethod
  paidOn: string
  reference?: Maybe<string>
}>
