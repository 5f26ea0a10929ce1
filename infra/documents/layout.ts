import type { FontTables } from './font-tables.ts'
import { breakMark } from './printable-text.ts'
import type { PrintedForm } from './printed-form.ts'

/** What the template needs to know of the cells. Widths are parts of the size of their text. */
export type Layout = Readonly<{
  cellSizePt: number
  /** Null for a column of texts: these columns share what the others leave. */
  columnWidths: readonly (number | null)[]
  /** Whether a column has only figures, which are printed with digits of equal width. */
  isFigures: readonly boolean[]
  /** Whether a row may be higher than a page, and has to be divided between pages. */
  hasHighRows: boolean
}>

const usualSizePt = 8
const smallestSizePt = 5
/** 273 mm, the page without its margins. */
const pageWidthPt = 773.8
/** 2.2 mm of inset and the width of a line, as a part of the usual size. */
const insetWidth = 0.85
/** So much width of the page is left to the columns of texts. */
const textsWidth = 30
/** A semi-bold text is at most this much wider. */
const boldFactor = 1.12
/** The size of headings, as a part of the size of cells. */
const headingFactor = 0.88
/** About 4 lines of 5 mm for each 100 characters: this many might not fit on a page. */
const charactersOfHighRow = 1500

const figures = /^[0-9০-৯.,%৳—-]*$/

/**
 * Decides how wide the columns of a form are, with the fonts of its texts. A column that is not aligned left
 * is as wide as its longest word; where they leave too little to the others, all cells are printed smaller.
 */
export const layOut = (form: PrintedForm, fonts: readonly FontTables[]): Layout => {
  const width = createWidth(fonts)
  const columnWidths = form.columns.map(({ align, heading }, index) => {
    if (align === 'left') return null
    const cells = form.rows.map(({ cells }) => width(cells[index] ?? ''))
    const total = width(form.totals?.cells[index] ?? '') * boldFactor
    return Math.max(...cells, total, width(heading) * headingFactor) + insetWidth
  })
  const neededWidth = columnWidths.reduce<number>((sum, one) => sum + (one ?? 0), textsWidth)
  return {
    cellSizePt: Math.max(smallestSizePt, Math.min(usualSizePt, pageWidthPt / neededWidth)),
    columnWidths,
    isFigures: form.columns.map(({ align }, index) => align === 'right' && isFiguresIn(form, index)),
    hasHighRows: form.rows.some(({ cells }) => cells.some((cell) => cell.length > charactersOfHighRow)),
  }
}

const isFiguresIn = ({ rows }: PrintedForm, index: number): boolean =>
  rows.every(({ cells }) => figures.test(cells[index] ?? ''))

const breaks = new RegExp(`[\\s${breakMark}]`, 'u')

/** Digits of equal width are wider than the narrowest of other fonts. */
const digitWidth = 0.6

/** The width of the longest word. Letters that join are narrower than their sum, which is returned. */
const createWidth = (fonts: readonly FontTables[]): ((text: string) => number) => {
  const known = new Map<string, number>()
  const measure = (character: string): number => {
    const width = widthOfCharacter(fonts, character)
    known.set(character, width)
    return width
  }
  const widthOfWord = (word: string): number => {
    let sum = 0
    for (const character of word) sum += known.get(character) ?? measure(character)
    return sum
  }
  return (text) => Math.max(0, ...text.split(breaks).map(widthOfWord))
}

/** In the wider of the two fonts for letters: the language decides which of them is the first. */
const widthOfCharacter = (fonts: readonly FontTables[], character: string): number => {
  const code = character.codePointAt(0) ?? 0
  const [letters = 0, latin = 0, symbols = 0] = fonts.map(({ widthOf }) => widthOf(code))
  if (/\p{Nd}/u.test(character)) return Math.max(letters, digitWidth)
  return Math.max(letters, latin) || symbols
}
