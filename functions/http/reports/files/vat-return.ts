import { writeTaka } from '../../../../domain/money/poisha.ts'
import { type ReturnLine, returnLines } from '../../../../domain/report/return-lines.ts'
import { returnNotes } from '../../../../domain/report/return-notes.ts'
import type { Period } from '../../../../domain/report/vat-return.ts'
import { readVatReturn } from '../../../read-model/ledger/vat-return.ts'
import { type Column, plain } from '../csv.ts'
import { type CsvFile, csvFile } from '../csv-file.ts'

const columns: readonly Column<ReturnLine>[] = [
  plain('note', ({ note }) => note),
  plain('name', ({ note }) => returnNotes[note].english),
  plain('value', ({ value }) => writeTaka(value)),
  plain('supplementary_duty', ({ supplementaryDuty }) => writeTaka(supplementaryDuty)),
  plain('vat', ({ vat }) => writeTaka(vat)),
]

/** The notes of Mushak-9.1 that this service supplies. */
export const vatReturnFile = (period: Period): CsvFile =>
  csvFile({ columns, read: async (sql) => returnLines((await readVatReturn(sql, period)).figures) })
