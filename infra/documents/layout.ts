import type { FontTables } from './font-tables.ts'
import { breakWideWords, markDottedLetters, marks } from './printable-text.ts'
import type { PrintedForm, Row } from './printed-form.ts'
import { createWidths, type Widths } from './text-width.ts'

/** What the template needs to know of the cells. Widths are parts of the size of their text. */
export type Layout = Readonly<{
  cellSizePt: number
  /** Together the width of the page. */
  columnWidths: readonly number[]
  /** Whether a column has only figures, which are printed with digits of equal width. */
  isFigures: readonly boolean[]
  /** Whether a row may be higher than a page, and has to be divided between pages. */
  hasHighRows: boolean
  /**
   * The cells of columns that are aligned left have marks where the template has to divide them. `isOneLine`:
   * whether each of its cells certainly fits on one line, and none has marks.
   */
  rows: readonly (Row & Readonly<{ isOneLine: boolean }>)[]
}>

const usualSizePt = 8
const smallestSizePt = 5
/** 273 mm, the page without its margins. */
const pageWidthPt = (273 / 25.4) * 72
/** 2.2 mm of inset and the width of a line, as a part of the usual size. */
const insetWidth = 0.85
const insetPt = 0.85 * usualSizePt
/** So much width of the page is left to the columns of texts. */
const textsWidth = 30
/** A semi-bold text is at most this much wider. */
const boldFactor = 1.12
/** The size of headings, as a part of the size of cells. */
const headingFactor = 0.88
/** About 4 lines of 5 mm for each 100 characters: this many might not fit on a page. */
const charactersOfHighRow = 1500

/** A text in which no line can end: letters and digits of Bangla and English, or a dash for no value. */
const unbroken = /^(?:[A-Za-z\u0980-\u09FF0-9.,%]*|—)$/

const figures = /^[0-9০-৯.,%৳—-]*$/

/**
 * Decides how wide the columns of a form are, with the fonts of its texts. A column that is not aligned left
 * is as wide as its longest word, or its longest quantity with a short unit; where they leave too little to
 * the others, all cells are printed smaller.
 */
export const layOut = (form: PrintedForm, fonts: readonly FontTables[]): Layout => {
  const width = createWidths(fonts)
  const isFigures = form.columns.map(({ align }, index) => align === 'right' && isFiguresIn(form, index))
  const wordWidths = form.columns.map(({ align, heading }, index) => {
    if (align === 'left') return null
    const widthOfText = align === 'right' ? widthOfShort(width) : width.ofLongestWord
    const widthOfCell = isFigures[index] ? width.ofFigures : widthOfText
    const cells = form.rows.map(({ cells }) => widthOfCell(cells[index] ?? ''))
    const total = widthOfCell(form.totals?.cells[index] ?? '') * boldFactor
    return roundUp(Math.max(...cells, total, width.ofLongestWord(heading) * headingFactor) + insetWidth)
  })
  const wordsWidth = wordWidths.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  const cellSizePt = Math.max(smallestSizePt, Math.min(usualSizePt, pageWidthPt / (wordsWidth + textsWidth)))
  const textColumns = wordWidths.filter((one) => one === null).length
  const widthOfTexts = Math.max(0, pageWidthPt / cellSizePt - wordsWidth)
  const columnWidths = wordWidths.map((one) => one ?? widthOfTexts / textColumns)
  const inset = insetPt / cellSizePt
  const rooms = columnWidths.map((one) => one - inset)
  return {
    cellSizePt,
    columnWidths,
    isFigures,
    hasHighRows: form.rows.some(({ cells }) => cells.some((cell) => cell.length > charactersOfHighRow)),
    rows: form.rows.map((row) => layOutRow(row, { wordWidths, rooms, width })),
  }
}

type Columns = Readonly<{ wordWidths: readonly (number | null)[]; rooms: readonly number[]; width: Widths }>

/** A column that is aligned left may be narrower than a word of its texts. */
const layOutRow = (row: Row, { wordWidths, rooms, width }: Columns): Layout['rows'][number] => {
  const fits = (cell: string, index: number): boolean =>
    (wordWidths[index] !== null && unbroken.test(cell)) ||
    (!marks.test(cell) && width.ofLine(cell) <= (rooms[index] ?? 0))
  let isOneLine = row.heading === undefined
  const cells = row.cells.map((cell, index) => {
    const isFitting = fits(cell, index)
    const isTooWide = (word: string): boolean => width.ofLongestWord(word) * 1.05 + 0.3 > (rooms[index] ?? 0)
    const broken = isFitting || wordWidths[index] !== null ? cell : breakWideWords(cell, isTooWide)
    const marked = wordWidths[index] === null ? markDottedLetters(broken) : broken
    isOneLine &&= isFitting && marked === cell
    return marked
  })
  return { ...row, cells, isOneLine }
}

/** A quantity in lakhs with a unit such as bag or কেজি. */
const charactersOfShort = 12

/**
 * The width of a short text as a whole, so that a unit is beside its quantity, and of others by their words.
 */
const widthOfShort =
  ({ ofLine, ofLongestWord }: Widths) =>
  (text: string): number => {
    const ofWhole = text.length <= charactersOfShort ? ofLine(text) : Number.POSITIVE_INFINITY
    return Number.isFinite(ofWhole) ? ofWhole : ofLongestWord(text)
  }

/** To half an em. Typst knows the headings of the last forms, if their columns have the same widths. */
const roundUp = (width: number): number => Math.ceil(width * 2) / 2

const isFiguresIn = ({ rows }: PrintedForm, index: number): boolean =>
  rows.every(({ cells }) => figures.test(cells[index] ?? ''))
