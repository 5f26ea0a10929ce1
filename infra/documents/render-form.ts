import { compileForm, DocumentFailed } from './compiler.ts'
import type { Pages } from './compiler-thread.mts'
import { textFonts } from './font-files.ts'
import { type FontTables, readFontTables } from './font-tables.ts'
import { layOut } from './layout.ts'
import { planPages } from './plan-pages.ts'
import {
  breakLongWords,
  createPrintable,
  markDottedLetters,
  marks,
  replaceUnusual,
} from './printable-text.ts'
import type { PrintedForm, PrintedProof } from './printed-form.ts'
import { drawQrCode } from './qr-drawing.ts'

export type RenderOptions = Readonly<{
  /** The file has it as the time of its creation. The same form at the same time gives the same bytes. */
  createdAt: Date
  proof?: PrintedProof | undefined
  /** The folder of the template, relative to the bundle of the caller. */
  folder?: string
}>

export type MadeDocument = { pdf: Buffer; pages: number }

/**
 * Prints a form as PDF/A-2b on A4. No text of it is read as markup, and none can fail it: a character that no
 * font has is printed as a box, and a word that is longer than a line is broken.
 * @throws DocumentFailed when typst fails
 * @throws QueueFull when too many documents are wanted at the same time
 */
export const renderForm = async (form: PrintedForm, options: RenderOptions): Promise<MadeDocument> => {
  const { folder = import.meta.dirname } = options
  try {
    return await fillPages(printedInput(form, options), folder)
  } catch (error) {
    if (!(error instanceof DocumentFailed && error.lacksCharacter)) throw error
    return await fillPages(printedInput(mapTexts(form, replaceUnusual), options), folder)
  }
}

/** Forms with more rows do not fit on one page. */
const rowsOfOnePage = 24

const fillPages = async (input: PrintedInput, folder: string): Promise<MadeDocument> => {
  const { form, createdAt } = input
  const isShort = input.rows <= rowsOfOnePage
  const compile = (pages: Pages) =>
    compileForm(isShort ? 'short' : 'long', { form, createdAt, pages }, folder)
  const one = isShort ? await compile({ filled: 'one' }) : undefined
  if (one !== undefined && 'pdf' in one) return madeDocument(one)
  const measured = await compile({ filled: 'measured' })
  if (!('heights' in measured)) throw new Error('The compiler returned no heights')
  const { heights } = measured
  const ends = planPages(heights)
  const made = await compile(
    ends === undefined ? { filled: 'flowing' } : { filled: 'planned', ends, heights: heights.rows },
  )
  if (!('pdf' in made)) throw new Error('The compiler returned no document')
  return madeDocument(made)
}

const madeDocument = ({ pdf, pages }: { pdf: Uint8Array; pages: number }): MadeDocument => ({
  pdf: Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength),
  pages,
})

/** `form` is JSON for the template. */
export type PrintedInput = Readonly<{ form: string; rows: number; createdAt: number }>

/** Returns what the template gets of a form: its texts made printable, and its layout. */
export const printedInput = (
  form: PrintedForm,
  { createdAt, proof }: Pick<RenderOptions, 'createdAt' | 'proof'>,
): PrintedInput => {
  const { fonts, printable } = textTools()
  const texts = withMarks(mapTexts(form, printable))
  const laidOut = { ...texts, ...layOut(texts, fonts) }
  const printed = {
    ...laidOut,
    proof: proof ? { text: proof.text, lines: proof.lines, qrCode: drawQrCode(proof.modules) } : null,
    hasMarks: marks.test(JSON.stringify(laidOut)),
  }
  return {
    form: JSON.stringify(printed),
    rows: form.rows.length,
    createdAt: Math.floor(createdAt.getTime() / 1000),
  }
}

/** The most characters of a word that stays whole: in a column as wide as its words, and in a line. */
const charactersOfWord = { cell: 16, line: 30 } as const

/**
 * The texts of users, with marks where the template has to divide them. Columns that are aligned left get
 * theirs when their widths are known. What stands beside the buyer gets none: the foot of each page has the
 * number too, which has to be whole.
 */
const withMarks = (form: PrintedForm): PrintedForm => {
  const most = form.columns.map(({ align, wholeWords }) => {
    if (align === 'left') return undefined
    return wholeWords ? Number.POSITIVE_INFINITY : charactersOfWord.cell
  })
  const figures = /^[\d০-৯.,%৳—-]*$/
  const mark = (text: string, maxOfWord: number): string => markDottedLetters(breakLongWords(text, maxOfWord))
  const markCell = (cell: string, index: number): string => {
    const maxOfWord = most[index]
    return maxOfWord === undefined || figures.test(cell) ? cell : mark(cell, maxOfWord)
  }
  const markFields = (fields: PrintedForm['seller']) =>
    fields.map(({ label, value }) => ({ label, value: mark(value, charactersOfWord.line) }))
  return {
    ...form,
    seller: markFields(form.seller),
    buyer: markFields(form.buyer),
    signature: markFields(form.signature),
    rows: form.rows.map((row) => ({ ...row, cells: row.cells.map(markCell) })),
  }
}

let tools: { fonts: readonly FontTables[]; printable: (text: string) => string } | undefined

const textTools = () => {
  if (tools === undefined) {
    const fonts = textFonts().map(readFontTables)
    tools = { fonts, printable: createPrintable(fonts) }
  }
  return tools
}

/** The value with every text in it replaced. */
const mapTexts = <Value>(value: Value, change: (text: string) => string): Value => {
  if (typeof value === 'string') return change(value) as Value
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change)) as Value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, one]) => [name, mapTexts(one, change)])
  return Object.fromEntries(entries) as Value
}
