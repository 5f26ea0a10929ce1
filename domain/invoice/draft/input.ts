import type { VatCategory } from '../../tax/categories.ts'
import type { PaymentMethod, WalletProvider } from '../events.ts'

/** Input as the public contract has it, its shape checked already: figures are decimals written as texts. */
type Maybe<Value> = Value | null | undefined

export type LineInput = Readonly<{
  id?: Maybe<string>
  description: string
  unit?: Maybe<string>
  quantity: string
  unitPrice: string
  discount?: Maybe<string>
  vatCategory?: Maybe<VatCategory>
  vatRate?: Maybe<string>
  specificVatPerUnit?: Maybe<string>
  supplementaryDutyRate?: Maybe<string>
  advanceIncomeTaxRate?: Maybe<string>
  vdsRate?: Maybe<string>
  hsCode?: Maybe<string>
  vatReturnNote?: Maybe<number>
}>

type OptionalInput = Readonly<{
  vendorTIN?: Maybe<string>
  vendorBIN?: Maybe<string>
  vendorName?: Maybe<string>
  vendorAddress?: Maybe<string>
  customerTIN?: Maybe<string>
  customerBIN?: Maybe<string>
  customerNID?: Maybe<string>
  customerName?: Maybe<string>
  customerAddress?: Maybe<string>
  destination?: Maybe<string>
  vehicle?: Maybe<string>
  challanNumber?: Maybe<string>
}>

type RequiredInput = Readonly<{
  vendorId: string
  customerId: string
  invoiceDate: string
  dueDate: string
  lineItems: readonly LineInput[]
}>

export type CreateInput = RequiredInput & OptionalInput & Readonly<{ currency?: Maybe<string> }>

/** Only what is given changes; null clears an optional field and is refused for a required one. */
export type UpdateInput = {
  readonly [Name in keyof RequiredInput]?: Maybe<RequiredInput[Name]>
} & OptionalInput

export type PaymentInput = Readonly<{
  paymentId?: Maybe<string>
  amount: string
  method: PaymentMethod
  paidOn: string
  reference?: Maybe<string>
  bankAccountId?: Maybe<string>
  checkNumber?: Maybe<string>
  walletProvider?: Maybe<WalletProvider>
  mobileNumber?: Maybe<string>
  certificateNumber?: Maybe<string>
  certificateDate?: Maybe<string>
}>

export type RefundInput = Readonly<{
  refundId?: Maybe<string>
  amount: string
  method: PaymentMethod
  paidOn: string
  reference?: Maybe<string>
}>

/** Exactly one of quantity and amount (taka without tax). */
export type NoteLineInput = Readonly<{ lineItemId: string; quantity?: Maybe<string>; amount?: Maybe<string> }>

/** The buyer as printed on a note; what is left out stands as on the invoice. */
export type RecipientInput = Readonly<{ name?: Maybe<string>; address?: Maybe<string>; bin?: Maybe<string> }>
