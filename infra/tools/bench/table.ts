import type { Figure } from './figure.ts'

const columns = ['line', 'measured', 'budget', '', 'note'] as const

/** The figures as people read them, in columns. */
export const table = (figures: readonly Figure[]): string => {
  const rows = [
    columns,
    ...figures.map((figure) => [
      figure.line,
      figure.measured,
      figure.budget ?? '',
      verdict(figure),
      figure.note ?? '',
    ]),
  ]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

const verdict = ({ met }: Figure): string => (met === undefined ? '' : met ? 'met' : 'MISSED')
