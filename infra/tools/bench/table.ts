import type { Figure } from './figure.ts'

const columns = ['measurement', 'measured', 'budget', '', 'note'] as const

/** The figures as text, in columns. */
export const table = (figures: readonly Figure[]): string => {
  const rows = [columns, ...figures.map(cellsOf)]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows.map((row) => `${paddedLine(row, widths)}\n`).join('')
}

const cellsOf = (figure: Figure): string[] => {
  const { line, measured, budget = '', note = '' } = figure
  return [line, measured, budget, verdict(figure), note]
}

const verdict = ({ met }: Figure): string => (met === undefined ? '' : met ? 'met' : 'MISSED')

const paddedLine = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd()
