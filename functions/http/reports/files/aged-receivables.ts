import type { LocalDate } from '../../../../domain/calendar/dates.ts'
import { add, writeTaka, zero } from '../../../../domain/money/poisha.ts'
import type { AgedReceivable } from '../../../../domain/report/ages.ts'
import { readAgedReceivables } from '../../../read-model/ledger/aged-receivables.ts'
import { type Column, plain, text } from '../csv.ts'
import { type CsvFile, csvFile } from '../csv-file.ts'

const owedAt = (age: number) => (row: AgedReceivable) => writeTaka(row.owed[age] ?? zero)

/** The columns of the ages are in the order of `ages`. */
const columns: readonly Column<AgedReceivable>[] = [
  text('buyer_id', ({ buyerId }) => buyerId),
  text('buyer_name', ({ name }) => name),
  plain('not_due', owedAt(0)),
  plain('days_1_to_30', owedAt(1)),
  plain('days_31_to_60', owedAt(2)),
  plain('days_61_to_90', owedAt(3)),
  plain('days_91_and_more', owedAt(4)),
  plain('owed_by_buyer', ({ owed }) => writeTaka(add(...owed))),
  plain('owed_to_buyer', ({ owedToBuyer }) => writeTaka(owedToBuyer)),
]

/** Each page computes the ages of all buyers again. */
const rowsOfPage = 10_000

/** What each buyer owes on a day, by age. */
export const agedReceivablesFile = (on: LocalDate): CsvFile =>
  csvFile({
    columns,
    rowsOfPage,
    read: (sql, { after, limit }) => readAgedReceivables(sql, on, { after: after?.buyerId ?? null, limit }),
  })
