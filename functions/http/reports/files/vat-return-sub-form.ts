import { printBin } from '../../../../domain/identity/identifiers.ts'
import { writePercent, writePrice, writeQuantity, writeTaka } from '../../../../domain/money/poisha.ts'
import {
  type SubFormKind,
  type SubFormNote,
  type SubFormRow,
  subFormKindOf,
} from '../../../../domain/report/sub-form.ts'
import type { Period } from '../../../../domain/report/vat-return.ts'
import { countSubForm, readSubForm } from '../../../read-model/ledger/sub-form.ts'
import { type Column, plain, text } from '../csv.ts'
import { type CsvFile, csvFile } from '../csv-file.ts'

type Columns = readonly Column<SubFormRow>[]

const written = <Value>(value: Value | null, write: (value: Value) => string): string | null =>
  value === null ? null : write(value)

const quantities: Columns = [
  text('unit', ({ unit }) => unit),
  plain('quantity', ({ quantity }) => written(quantity, writeQuantity)),
]
const amounts: Columns = [
  plain('value', ({ value }) => written(value, writeTaka)),
  plain('supplementary_duty', ({ supplementaryDuty }) => written(supplementaryDuty, writeTaka)),
  plain('vat', ({ vat }) => writeTaka(vat)),
]
const buyer: Columns = [
  text('buyer_name', ({ buyerName }) => buyerName),
  plain('buyer_bin', ({ buyerBin }) => written(buyerBin, printBin)),
  text('buyer_address', ({ buyerAddress }) => buyerAddress),
]
const invoice: Columns = [
  text('invoice_number', ({ invoiceNumber }) => invoiceNumber),
  plain('invoice_issued_on', ({ invoiceIssuedOn }) => invoiceIssuedOn),
]
const invoiceId: Columns = [plain('invoice_id', (row) => row.invoiceId)]

const supplies: Columns = [
  text('description', ({ description }) => description),
  text('hs_code', ({ hsCode }) => hsCode),
  ...quantities,
  plain('vat_rate', ({ vatRate }) => written(vatRate, writePercent)),
  plain('specific_vat_per_unit', ({ specificVatPerUnit }) => written(specificVatPerUnit, writePrice)),
  plain('supplementary_duty_rate', (row) => written(row.supplementaryDutyRate, writePercent)),
  plain('lines', ({ count }) => count),
  ...amounts,
  plain('portal_supplementary_duty', ({ portal }) =>
    written(portal, (of) => writeTaka(of.supplementaryDuty)),
  ),
  plain('portal_vat', ({ portal }) => written(portal, ({ vat }) => writeTaka(vat))),
]

const notes: Columns = [
  text('number', ({ documentNumber }) => documentNumber),
  plain('issued_on', ({ issuedOn }) => issuedOn),
  text('reason', ({ reason }) => reason),
  ...buyer,
  ...invoice,
  ...quantities,
  ...amounts,
  plain('document_id', ({ documentId }) => documentId),
  ...invoiceId,
]

const certificates: Columns = [
  ...buyer,
  ...invoice,
  text('certificate_number', ({ certificateNumber }) => certificateNumber),
  plain('certificate_date', ({ certificateDate }) => certificateDate),
  text('deposit_account_code', ({ depositAccountCode }) => depositAccountCode),
  text('deposit_serial', ({ depositSerial }) => depositSerial),
  plain('deposit_date', ({ depositDate }) => depositDate),
  plain('claim_period', ({ claimPeriod }) => claimPeriod),
  plain('reversed_on', ({ reversedOn }) => reversedOn),
  plain('value', ({ value }) => written(value, writeTaka)),
  plain('vat', ({ vat }) => writeTaka(vat)),
  text('payment_id', ({ paymentId }) => paymentId),
  ...invoiceId,
]

const columnsOf: Readonly<Record<SubFormKind, Columns>> = {
  SUPPLIES: supplies,
  DEBIT_NOTES: notes,
  CREDIT_NOTES: notes,
  CERTIFICATES: certificates,
  REVERSED_CERTIFICATES: certificates,
}

/** Each page of supplies sums all lines of the note again. */
const rowsOfPage = 20_000

/** The sub-form of a note of Mushak-9.1. */
export const vatReturnSubFormFile = (period: Period, note: SubFormNote): CsvFile =>
  csvFile({
    columns: columnsOf[subFormKindOf(note)],
    rowsOfPage,
    read: (sql, page) => readSubForm(sql, period, note, page),
    count: (sql, limit) => countSubForm(sql, period, note, limit),
  })
