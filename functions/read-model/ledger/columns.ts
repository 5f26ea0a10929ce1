import { writePercent, writePrice, writeQuantity, writeTaka } from '../../../domain/money/poisha.ts'
import type { OpenItem } from '../../../domain/report/open-items.ts'
import type { TaxDocument } from '../../../domain/report/tax-documents.ts'
import type { TaxLine } from '../../../domain/report/tax-lines.ts'
import type { TaxReceipt } from '../../../domain/report/tax-receipts.ts'

/** The columns of a table: the type of each, and its value in the row of a thing. */
export type Columns<Thing> = Readonly<
  Record<string, readonly [type: string, valueIn: (thing: Thing) => string | null]>
>

export const documentColumns: Columns<TaxDocument> = {
  document_id: ['uuid', ({ id }) => id],
  invoice_id: ['uuid', ({ invoiceId }) => invoiceId],
  kind: ['text', ({ kind }) => kind],
  place: ['text', ({ place }) => place],
  fiscal_year: ['text', ({ fiscalYear }) => fiscalYear],
  serial: ['bigint', ({ serial }) => String(serial)],
  number: ['text', ({ number }) => number],
  issued_at: ['timestamptz', ({ issuedAt }) => issuedAt],
  issued_on: ['date', ({ issuedOn }) => issuedOn],
  original_number: ['text', ({ original }) => original?.number ?? null],
  original_issued_at: ['timestamptz', ({ original }) => original?.issuedAt ?? null],
  reason: ['text', ({ reason }) => reason],
  seller_name: ['text', ({ seller }) => seller.name],
  seller_bin: ['text', ({ seller }) => seller.bin],
  address_of_issue: ['text', ({ addressOfIssue }) => addressOfIssue],
  buyer_id: ['text', ({ buyer }) => buyer.partyId],
  buyer_name: ['text', ({ buyer }) => buyer.name],
  buyer_address: ['text', ({ buyer }) => buyer.address],
  buyer_bin: ['text', ({ buyer }) => buyer.bin],
  buyer_nid: ['text', ({ buyer }) => buyer.nid],
  vehicle: ['text', ({ vehicle }) => vehicle],
  due_date: ['date', ({ dueDate }) => dueDate],
  value: ['numeric', ({ value }) => writeTaka(value)],
  sd: ['numeric', ({ supplementaryDuty }) => writeTaka(supplementaryDuty)],
  vat: ['numeric', ({ vat }) => writeTaka(vat)],
}

/** A line with its document. */
export type LineOfDocument = Readonly<{ document: TaxDocument; line: TaxLine }>

export const lineColumns: Columns<LineOfDocument> = {
  document_id: ['uuid', ({ document }) => document.id],
  line_id: ['text', ({ line }) => line.lineId],
  line_no: ['integer', ({ line }) => String(line.lineNumber)],
  kind: ['text', ({ document }) => document.kind],
  issued_on: ['date', ({ document }) => document.issuedOn],
  supply_class: ['text', ({ line }) => line.supplyClass],
  return_note: ['smallint', ({ line }) => String(line.returnNote)],
  first_of_return_note: ['boolean', (both) => String(isFirstOfReturnNote(both))],
  vat_category: ['text', ({ line }) => line.vatCategory],
  vat_rate: ['numeric', ({ line }) => orNull(line.vatRate, writePercent)],
  specific_vat_per_unit: ['numeric', ({ line }) => orNull(line.specificVatPerUnit, writePrice)],
  sd_rate: ['numeric', ({ line }) => writePercent(line.supplementaryDutyRate)],
  hs_code: ['text', ({ line }) => line.hsCode],
  description: ['text', ({ line }) => line.description],
  unit: ['text', ({ line }) => line.unit],
  quantity: ['numeric', ({ line }) => orNull(line.quantity, writeQuantity)],
  value: ['numeric', ({ line }) => writeTaka(line.value)],
  sd: ['numeric', ({ line }) => writeTaka(line.supplementaryDuty)],
  vat: ['numeric', ({ line }) => writeTaka(line.vat)],
}

const isFirstOfReturnNote = ({ document, line }: LineOfDocument): boolean =>
  document.lines.find(({ returnNote }) => returnNote === line.returnNote) === line

export const receiptColumns: Columns<TaxReceipt> = {
  invoice_id: ['uuid', ({ invoiceId }) => invoiceId],
  payment_id: ['text', ({ id }) => id],
  receipt_id: ['text', ({ receiptId }) => receiptId],
  buyer_id: ['text', ({ buyerId }) => buyerId],
  kind: ['text', ({ kind }) => kind],
  method: ['text', ({ method }) => method],
  amount: ['numeric', ({ amount }) => writeTaka(amount)],
  paid_on: ['date', ({ paidOn }) => paidOn],
  reversed_on: ['date', ({ reversedOn }) => reversedOn],
  certificate_number: ['text', ({ certificateNumber }) => certificateNumber],
  certificate_date: ['date', ({ certificateDate }) => certificateDate],
  certificate_value: ['numeric', ({ certificateValue }) => certificateValue],
  deposit_account_code: ['text', ({ depositAccountCode }) => depositAccountCode],
  deposit_serial: ['text', ({ depositSerial }) => depositSerial],
  deposit_date: ['date', ({ depositDate }) => depositDate],
  claim_period: ['date', ({ claimPeriod }) => orNull(claimPeriod, (month) => `${month}-01`)],
}

export const openItemColumns: Columns<OpenItem> = {
  invoice_id: ['uuid', ({ invoiceId }) => invoiceId],
  buyer_id: ['text', ({ buyerId }) => buyerId],
  issued_on: ['date', ({ issuedOn }) => issuedOn],
  due_date: ['date', ({ dueDate }) => dueDate],
  total: ['numeric', ({ total }) => writeTaka(total)],
  opened_on: ['date', ({ openedOn }) => openedOn],
  settled_on: ['date', ({ settledOn }) => settledOn ?? 'infinity'],
}

const orNull = <From>(value: From | null, write: (value: From) => string): string | null =>
  value === null ? null : write(value)
