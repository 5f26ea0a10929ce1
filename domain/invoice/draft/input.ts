import type { Maybe } from '../../maybe.ts'
import type { VatCategory } from '../../tax/categories.ts'
import type { SupplyClass } from '../../tax/supply-classes.ts'

/** A line in the shape of the public contract, which was validated before: figures are decimals as texts. */
export type LineInput = Readonly<{
  id?: Maybe<string>
  description: string
  unit?: Maybe<string>
  quantity: string
  unitPrice: string
  priceIncludesTax?: Maybe<boolean>
  discount?: Maybe<string>
  vatCategory?: Maybe<VatCategory>
  vatRate?: Maybe<string>
  specificVatPerUnit?: Maybe<string>
  supplementaryDutyRate?: Maybe<string>
  advanceIncomeTaxRate?: Maybe<string>
  vdsRate?: Maybe<string>
  hsCode?: Maybe<string>
  supplyClass?: Maybe<SupplyClass>
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
  /** The code of a place of issue; MAIN without one. */
  place?: Maybe<string>
}>

type RequiredInput = Readonly<{
  vendorId: string
  customerId: string
  invoiceDate: string
  dueDate: string
  lineItems: readonly LineInput[]
}>

export type CreateInput = RequiredInput & OptionalInput & Readonly<{ currency?: Maybe<string> }>

/** Only given fields change. null clears an optional field, and is refused for a required one. */
export type UpdateInput = {
  readonly [Name in keyof RequiredInput]?: Maybe<RequiredInput[Name]>
} & OptionalInput
