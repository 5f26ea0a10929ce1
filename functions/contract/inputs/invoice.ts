import * as z from 'zod'
import { vatCategories } from '../../../domain/tax/categories.ts'
import { supplyClasses } from '../../../domain/tax/supply-classes.ts'
import { clearable, date, decimal, fieldsOf, listOf, optional, text } from './fields.ts'

/** The type LineItemInput of the contract. */
export const lineItem = z.strictObject({
  id: optional(text),
  description: text,
  unit: optional(text),
  quantity: decimal,
  unitPrice: decimal,
  priceIncludesTax: optional(z.boolean()),
  discount: optional(decimal),
  vatCategory: optional(z.enum(vatCategories)),
  vatRate: optional(decimal),
  specificVatPerUnit: optional(decimal),
  supplementaryDutyRate: optional(decimal),
  advanceIncomeTaxRate: optional(decimal),
  vdsRate: optional(decimal),
  hsCode: optional(text),
  supplyClass: optional(z.enum(supplyClasses)),
})

/** The domain accepts 500 lines and refuses more with TOO_MANY_LINES. */
const lineItems = listOf(lineItem, 1000)

const optionalTexts = [
  'vendorTIN',
  'vendorBIN',
  'vendorName',
  'vendorAddress',
  'customerTIN',
  'customerBIN',
  'customerNID',
  'customerName',
  'customerAddress',
  'destination',
  'vehicle',
  'challanNumber',
  'place',
] as const

/** The type CreateInvoiceInput of the contract. */
export const createInvoiceInput = z.strictObject({
  vendorId: text,
  customerId: text,
  invoiceDate: date,
  dueDate: date,
  lineItems,
  currency: optional(text),
  ...fieldsOf(optionalTexts, optional(text)),
})

/** The type UpdateInvoiceInput of the contract. Absent fields do not change. */
export const updateInvoiceInput = z.strictObject({
  vendorId: clearable(text),
  customerId: clearable(text),
  invoiceDate: clearable(date),
  dueDate: clearable(date),
  lineItems: clearable(lineItems),
  ...fieldsOf(optionalTexts, clearable(text)),
})
