import { expect, test } from '@jest/globals'
import { textFonts } from './font-files.ts'
import { readFontTables } from './font-tables.ts'
import { layOut } from './layout.ts'
import { sampleForm } from './testing/sample-form.ts'

const fonts = textFonts().map(readFontTables)
const form = sampleForm(['Cement'])
const withCell = (index: number, cell: string) => ({
  ...form,
  rows: form.rows.map((row) => ({ ...row, cells: row.cells.with(index, cell) })),
})
const layoutWith = (index: number, cell: string) => layOut(withCell(index, cell), fonts)

test('only the column that is aligned left has no width of its own', () => {
  expect(layOut(form, fonts).columnWidths.map((width) => width === null)).toEqual([
    ...[false, true, ...Array(9).fill(false)],
  ])
})

test('a column is as wide as its widest word, heading or total', () => {
  const usual = layOut(form, fonts).columnWidths[5] ?? 0
  expect(layoutWith(5, '1.00').columnWidths[5]).toBeCloseTo(usual)
  expect(layoutWith(5, '12,34,56,78,90,123.45').columnWidths[5]).toBeGreaterThan(usual)
  expect(layoutWith(8, 'one two three').columnWidths[8]).toBeCloseTo(
    layoutWith(8, 'three').columnWidths[8] ?? 0,
  )
})

test('a column with a word in it is no column of figures', () => {
  expect(layOut(form, fonts).isFigures[8]).toBe(true)
  expect(layoutWith(8, 'অব্যাহতিপ্রাপ্ত').isFigures[8]).toBe(false)
  expect(layoutWith(8, '১৫%').isFigures[8]).toBe(true)
})

test('amounts that leave too little to the description make all cells smaller', () => {
  expect(layOut(form, fonts).cellSizePt).toBe(8)
  const wide = {
    ...form,
    rows: form.rows.map((row) => ({ ...row, cells: row.cells.map(() => '99,99,99,99,99,999.99') })),
  }
  const { cellSizePt, columnWidths } = layOut(wide, fonts)
  expect(cellSizePt).toBeLessThan(8)
  const figuresPt = columnWidths.reduce<number>((sum, width) => sum + (width ?? 0), 0) * cellSizePt
  expect(773.8 - figuresPt).toBeGreaterThan(150)
})

test('only a row with a very long text may be divided between pages', () => {
  expect(layoutWith(1, 'A'.repeat(1500)).hasHighRows).toBe(false)
  expect(layoutWith(1, 'A'.repeat(1501)).hasHighRows).toBe(true)
})
