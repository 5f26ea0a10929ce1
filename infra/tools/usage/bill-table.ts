import { divideHalfUp } from '../../../domain/money/fixed.ts'
import { apportion } from '../../../domain/usage/apportion.ts'
import { type Costed, writeDollars, writeGigabyteSeconds, writeTakaCost } from '../../../domain/usage/bill.ts'

/** A row of a bill: a tenant or an operation. */
export type BillRow = { name: string; costed: Costed }

/** Digits of the printed costs: dollars in units of 10^-23 to 6 decimals, taka in units of 10^-27 to 4. */
const printed = { dollars: 10n ** 17n, taka: 10n ** 23n } as const

/** Whether the bills are rounded and then added, or one bill is rounded and then divided among its lines. */
export type Rounding = 'bills' | 'lines of one bill'

/**
 * Prints the rows and their total. A bill is rounded to the same figure wherever it is printed, and the
 * printed rows always add up to the printed total.
 */
export const billTable = (
  title: string,
  rows: readonly BillRow[],
  total: Costed,
  rounding: Rounding,
): string => {
  const dollars = rounded(rows, total, 'dollars', rounding)
  const taka = rounded(rows, total, 'taka', rounding)
  const lines = [...rows, { name: 'total', costed: total }].map(({ name, costed }, index) => [
    name,
    costed.invocations.toString(),
    costed.errors.toString(),
    costed.billedMs.toString(),
    writeGigabyteSeconds(costed),
    writeDollars({ dollars: dollars[index] ?? 0n }),
    writeTakaCost({ taka: taka[index] ?? 0n }),
  ])
  return aligned([[title, 'invocations', 'errors', 'billed ms', 'GB-seconds', 'USD', 'BDT'], ...lines])
}

/** The figures of the rows, and at the end of the total. */
const rounded = (
  rows: readonly BillRow[],
  total: Costed,
  figure: keyof typeof printed,
  rounding: Rounding,
): bigint[] => {
  const unit = printed[figure]
  const figures = rows.map(({ costed }) => costed[figure])
  const units =
    rounding === 'bills'
      ? figures.map((one) => divideHalfUp(one, unit))
      : apportion(divideHalfUp(total[figure], unit), figures)
  return [...units, units.reduce((sum, one) => sum + one, 0n)].map((one) => one * unit)
}

/** The first column to the left, figures to the right. */
const aligned = (table: readonly (readonly string[])[]): string => {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  )
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .map((line) => `${line}\n`)
    .join('')
}
