import { dhakaInstant } from '../../../../domain/calendar/dhaka.ts'
import { printBin } from '../../../../domain/identity/identifiers.ts'
import type { Period } from '../../../../domain/report/vat-return.ts'
import {
  countHighValueInvoices,
  type HighValueInvoice,
  readHighValueInvoices,
} from '../../../read-model/ledger/high-value.ts'
import { type Column, plain, text } from '../csv.ts'
import { type CsvFile, csvFile } from '../csv-file.ts'

const columns: readonly Column<HighValueInvoice>[] = [
  plain('issued_on', ({ issuedOn }) => issuedOn),
  plain('issued_at', ({ issuedAt }) => dhakaInstant(issuedAt)),
  text('number', ({ number }) => number),
  text('buyer_name', ({ buyerName }) => buyerName),
  text('buyer_address', ({ buyerAddress }) => buyerAddress),
  plain('buyer_bin', ({ buyerBin }) => buyerBin && printBin(buyerBin)),
  text('buyer_nid', ({ buyerNid }) => buyerNid),
  plain('value', ({ value }) => value),
  plain('supplementary_duty', ({ supplementaryDuty }) => supplementaryDuty),
  plain('vat', ({ vat }) => vat),
  plain('document_id', ({ documentId }) => documentId),
]

/** The invoices of Mushak-6.10. */
export const highValueInvoicesFile = (period: Period): CsvFile =>
  csvFile({
    columns,
    read: (sql, page) => readHighValueInvoices(sql, period, page),
    count: (sql, limit) => countHighValueInvoices(sql, period, limit),
  })
