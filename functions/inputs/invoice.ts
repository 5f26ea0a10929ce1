import * as z from 'zod'
import { vatCategories } from '../../domain/tax/categories.ts'
import { date, decimal, optional, text, wholeNumber } from './fields.ts'

/** LineItemInput of the contract. */
export const lineItem = z.strictObject({
  id: optional(text),
  description: text,
  unit: optional(text),
  quantity: decimal,
  unitPrice: decimal,
  discount: optional(decimal),
  vatCategory: optional(z.enum(vatCategories)),
  vatRate: optional(decimal),
  specificVatPerUnit: optional(decimal),
  supplementaryDutyRate: optional(decimal),
  advanceIncomeTaxRate: optional(decimal),
  vdsRate: optional(decimal),
  hsCode: optional(text),
  vatReturnNote: optional(wholeNumber),
})

const optionalParts = {
  vendorTIN: optional(text),
  vendorBIN: optional(text),
  vendorName: optional(text),
  vendorAddress: optional(text),
  customerTIN: optional(text),
  customerBIN: optional(text),
  customerNID: optional(text),
  customerName: optional(text),
  customerAddress: optional(text),
  destination: optional(text),
  vehicle: optional(text),
  challanNumber: optional(text),
}

/** CreateInvoiceInput of the contract. */
export const createInvoiceInput = z.strictObject({
  vendorId: text,
  customerId: text,
  invoiceDate: date,
  dueDate: date,
  lineItems: z.array(lineItem),
  currency: optional(text),
  ...optionalParts,
})

/** UpdateInvoiceInput of the contract: only what is given changes. */
export const updateInvoiceInput = z.strictObject({
  vendorId: optional(text),
  customerId: optional(text),
  invoiceDate: optional(date),
  dueDate: optional(date),
  lineItems: optional(z.array(lineItem)),
  ...optionalParts,
})
