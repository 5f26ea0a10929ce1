import { dhakaInstant } from '../../../../domain/calendar/dhaka.ts'
import { printBin } from '../../../../domain/identity/identifiers.ts'
import type { Period } from '../../../../domain/report/vat-return.ts'
import { countSalesBook, readSalesBook, type SalesBookLine } from '../../../read-model/ledger/sales-book.ts'
import { type Column, plain, text } from '../csv.ts'
import { type CsvFile, csvFile } from '../csv-file.ts'

const columns: readonly Column<SalesBookLine>[] = [
  plain('issued_on', ({ issuedOn }) => issuedOn),
  plain('issued_at', ({ issuedAt }) => dhakaInstant(issuedAt)),
  plain('form', ({ kind }) => kind),
  text('number', ({ number }) => number),
  text('original_number', ({ originalNumber }) => originalNumber),
  text('buyer_name', ({ buyerName }) => buyerName),
  text('buyer_address', ({ buyerAddress }) => buyerAddress),
  plain('buyer_bin', ({ buyerBin }) => buyerBin && printBin(buyerBin)),
  text('buyer_nid', ({ buyerNid }) => buyerNid),
  plain('line_number', ({ lineNumber }) => lineNumber),
  text('description', ({ description }) => description),
  text('hs_code', ({ hsCode }) => hsCode),
  text('unit', ({ unit }) => unit),
  plain('quantity', ({ quantity }) => quantity),
  plain('value', ({ value }) => value),
  plain('supplementary_duty', ({ supplementaryDuty }) => supplementaryDuty),
  plain('vat', ({ vat }) => vat),
  plain('document_id', ({ documentId }) => documentId),
]

/** The lines of Mushak-6.2, those of credit notes with negative amounts. */
export const salesBookFile = (period: Period): CsvFile =>
  csvFile({
    columns,
    read: (sql, page) => readSalesBook(sql, period, page),
    count: (sql, limit) => countSalesBook(sql, period, { limit }),
  })
