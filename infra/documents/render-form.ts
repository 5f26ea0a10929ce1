import { compileForm, DocumentFailed, type MadeDocument } from './compiler.ts'
import type { Compile } from './compiler-thread.mts'
import { textFonts } from './font-files.ts'
import { type FontTables, readFontTables } from './font-tables.ts'
import { layOut } from './layout.ts'
import { breakLongWords, breakMark, createPrintable, replaceUnusual } from './printable-text.ts'
import type { PrintedForm, PrintedProof } from './printed-form.ts'
import { drawQrCode } from './qr-drawing.ts'

export type RenderOptions = Readonly<{
  /** The file has it as the time of its creation. The same form at the same time gives the same bytes. */
  createdAt: Date
  proof?: PrintedProof | undefined
  /** The folder of the template, relative to the bundle of the caller. */
  folder?: string
}>

/**
 * Prints a form as PDF/A-2b on A4. No text of it is read as markup, and none can fail it: a character that no
 * font has is printed as a box, and a word that is longer than a line is broken.
 * @throws DocumentFailed when typst fails
 */
export const renderForm = async (form: PrintedForm, options: RenderOptions): Promise<MadeDocument> => {
  const { folder = import.meta.dirname } = options
  try {
    return await compileForm(compileRequest(form, options), folder)
  } catch (error) {
    if (!(error instanceof DocumentFailed && error.lacksCharacter)) throw error
    return await compileForm(compileRequest(mapTexts(form, replaceUnusual), options), folder)
  }
}

/** Forms with more rows do not fit on one page. */
const rowsOfOnePage = 24

/** Returns what the template gets of a form: its texts made printable, and its layout. */
export const compileRequest = (
  form: PrintedForm,
  { createdAt, proof }: Pick<RenderOptions, 'createdAt' | 'proof'>,
): Omit<Compile, 'id'> => {
  const { fonts, printable } = textTools()
  const texts = withBreaks(mapTexts(form, printable))
  const json = JSON.stringify(texts)
  const printed = {
    ...texts,
    ...layOut(texts, fonts),
    proof: proof ? { text: proof.text, lines: proof.lines, qrCode: drawQrCode(proof.modules) } : null,
    hasBreaks: json.includes(breakMark),
    hasDottedLetters: dottedLetters.test(json),
  }
  return {
    form: JSON.stringify(printed),
    pages: form.rows.length > rowsOfOnePage ? 'many' : 'one',
    createdAt: Math.floor(createdAt.getTime() / 1000),
  }
}

/** Letters with a dot below and a sign below the dot. */
const dottedLetters = /(?:[\u09DC\u09DD]|[\u09A1\u09A2]\u09BC)[\u09C1-\u09C3]/

/** The most characters of a word that are not broken: in a narrow cell, and in a line. */
const charactersOfWord = { cell: 16, line: 30 } as const

const withBreaks = (form: PrintedForm): PrintedForm => {
  const most = form.columns.map(({ align, wholeWords }) => {
    if (wholeWords) return Number.POSITIVE_INFINITY
    return align === 'left' ? charactersOfWord.line : charactersOfWord.cell
  })
  const figures = /^[\d০-৯.,%৳—-]*$/
  const breakCell = (cell: string, index: number): string =>
    figures.test(cell) ? cell : breakLongWords(cell, most[index] ?? charactersOfWord.line)
  const breakFields = (fields: PrintedForm['seller']) =>
    fields.map(({ label, value }) => ({ label, value: breakLongWords(value, charactersOfWord.line) }))
  return {
    ...form,
    document: breakFields(form.document),
    seller: breakFields(form.seller),
    buyer: breakFields(form.buyer),
    signature: breakFields(form.signature),
    rows: form.rows.map((row) => ({ ...row, cells: row.cells.map(breakCell) })),
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
