import { expect, test } from '@jest/globals'
import { textFonts } from './font-files.ts'
import { readFontTables } from './font-tables.ts'
import { layOut } from './layout.ts'
import { breakMark } from './printable-text.ts'
import { sampleForm } from './testing/sample-form.ts'

const fonts = textFonts().map(readFontTables)
const form = sampleForm(['Cement'])
const withCell = (index: number, cell: string) => ({
  ...form,
  rows: form.rows.map((row) => ({ ...row, cells: row.cells.with(index, cell) })),
})
const layoutWith = (index: number, cell: string) => layOut(withCell(index, cell), fonts)

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0)

test('the columns together are as wide as the page', () => {
  for (const layout of [layOut(form, fonts), layoutWith(5, '12,34,56,78,90,123.45')])
    expect(sum(layout.columnWidths) * layout.cellSizePt).toBeCloseTo((273 / 25.4) * 72)
})

test('columns that are aligned left share what the others leave', () => {
  const columns = form.columns.map((column, index) =>
    index === 2 ? { ...column, align: 'left' as const } : column,
  )
  const [, first = 0, second] = layOut({ ...form, columns }, fonts).columnWidths
  expect(second).toBe(first)
  expect(first).toBeLessThan(layOut(form, fonts).columnWidths[1] ?? 0)
})

test('a column is as wide as its widest word, heading or total', () => {
  const usual = layOut(form, fonts).columnWidths[5] ?? 0
  expect(layoutWith(5, '1.00').columnWidths[5]).toBeCloseTo(usual)
  expect(layoutWith(5, '12,34,56,78,90,123.45').columnWidths[5]).toBeGreaterThan(usual)
  expect(layoutWith(8, 'one two three').columnWidths[8]).toBeCloseTo(
    layoutWith(8, 'three').columnWidths[8] ?? 0,
  )
})

test('a short text of a column of figures has its line, so that a unit is beside its quantity', () => {
  const short = layoutWith(8, '10,000 bags').columnWidths[8] ?? 0
  expect(short).toBeGreaterThan(layoutWith(8, '10,000\nbags').columnWidths[8] ?? 0)
  expect(layoutWith(2, '10,000 bags').columnWidths[2]).toBeCloseTo(
    layoutWith(2, '10,000').columnWidths[2] ?? 0,
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
  expect((columnWidths[1] ?? 0) * cellSizePt).toBeGreaterThan(150)
})

test('a word that is wider than a narrow column gets marks where it may be broken', () => {
  const cells = [
    '12 Motijheel, accounts@padmatraders.com.bd',
    'Portland Cement',
    'TelecommunicationsInfrastructure',
  ]
  const columns = form.columns.map((column, index) =>
    index < 3 ? { ...column, align: 'left' as const } : column,
  )
  const amounts = Array<string>(8).fill('99,99,99,99,999.99')
  const rows = [{ cells: [...cells, ...amounts], runningTotals: [] }]
  const [row] = layOut({ ...form, columns, rows }, fonts).rows
  const mark = breakMark
  expect(row?.cells.slice(0, 3)).toEqual([
    `12 Motijheel, accoun${mark}ts@pad${mark}matrad${mark}ers.co${mark}m.bd`,
    'Portland Cement',
    `Teleco${mark}mmunic${mark}ations${mark}Infras${mark}tructu${mark}re`,
  ])
  expect(row?.isOneLine).toBe(false)
  expect(layoutWith(1, cells[2] ?? '').rows[0]?.cells[1]).toBe(cells[2])
})

test('only a row with a very long text may be divided between pages', () => {
  expect(layoutWith(1, 'A'.repeat(1500)).hasHighRows).toBe(false)
  expect(layoutWith(1, 'A'.repeat(1501)).hasHighRows).toBe(true)
})

const isOneLine = (index: number, cell: string): boolean | undefined =>
  layoutWith(index, cell).rows[0]?.isOneLine

test('a row is one line when each of its cells certainly is', () => {
  expect(isOneLine(1, 'Cement')).toBe(true)
  expect(isOneLine(1, 'পোর্টল্যান্ড সিমেন্ট, ৫০ কেজি বস্তা')).toBe(true)
  expect(isOneLine(1, 'Cement '.repeat(20))).toBe(false)
  expect(isOneLine(1, 'Cement\nin bags')).toBe(false)
  expect(isOneLine(2, 'bag of fifty kilograms')).toBe(false)
})

test('the longest word of a column, which decides its width, is one line', () => {
  expect(isOneLine(5, '12,34,56,78,90,123.45')).toBe(true)
  expect(isOneLine(2, 'অপ্রাতিষ্ঠানিকভাবে')).toBe(true)
})
