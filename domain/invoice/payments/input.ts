import type { Maybe } from '../../maybe.ts'
import type { SettlementMethod, WalletProvider } from '../event-shapes.ts'
import type { CertificateKind } from './expected-certificates.ts'

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
  /** Taka without tax: what a VDS or TDS certificate covers. */
  certificateValue?: Maybe<string>
  depositAccountCode?: Maybe<string>
  depositSerial?: Maybe<string>
  depositDate?: Maybe<string>
  claimPeriod?: Maybe<string>
  /** Record it also where it is more than the balance. */
  acceptOverpayment?: Maybe<boolean>
}>

/** A certificate of tax that the buyer withheld on paidOn, by default the date of the certificate. */
export type CertificateInput = Readonly<{
  kind: CertificateKind
  number: string
  date: string
  amount: string
  paidOn?: Maybe<string>
}> &
  Pick<
    PaymentInput,
    | 'reference'
    | 'certificateValue'
    | 'depositAccountCode'
    | 'depositSerial'
    | 'depositDate'
    | 'claimPeriod'
    | 'acceptOverpayment'
  >

export type RefundInput = Readonly<{
  refundId?: Maybe<string>
  amount: string
  method: SettlementMethod
  paidOn: string
}> &
  Pick<PaymentInput, 'reference' | 'bankAccountId' | 'checkNumber' | 'walletProvider' | 'mobileNumber'>
