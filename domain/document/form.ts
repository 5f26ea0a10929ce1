/** The language of a print. The forms are in Bangla by law; English is for foreign readers. */
export const languages = ['bn', 'en'] as const
export type Language = (typeof languages)[number]

/** The two copies that the form has by law, and a reprint, which is marked as one (Rule 44). */
export const copies = ['1', '2', 'duplicate'] as const
export type Copy = (typeof copies)[number]

export type PrintOptions = Readonly<{ lang: Language; copy: Copy }>

/** A label of the form and what is printed beside it. */
export type Field = Readonly<{ label: string; value: string }>

/**
 * `wholeWords`: a word of this column is never broken, however long it is, such as the number of a document.
 */
export type Column = Readonly<{
  number: string
  heading: string
  align: 'left' | 'center' | 'right'
  wholeWords?: true
}>

/** A heading over several columns, from `first` to `last`, counted from 0. */
export type ColumnGroup = Readonly<{ heading: string; first: number; last: number }>

/**
 * `runningTotals`: the totals of this row and those before it, for the foot of a page that ends here.
 * `heading`: one text over all columns, in the place of cells.
 */
export type Row = Readonly<{
  cells: readonly string[]
  runningTotals: readonly string[]
  heading?: string
}>

/** The texts of every page. A page number is printed with these ten digits, 0 first. */
export type PageTexts = Readonly<{
  pageBefore: string
  pageBetween: string
  digits: string
  carriedForward: string
  broughtForward: string
}>

/**
 * What is printed on every form, as text. Each text is plain, never markup, and its only control character is
 * the line feed, which separates lines. A list of cells has one text for each column, empty where nothing is
 * printed.
 */
type Printed = Readonly<{
  lang: Language
  /** The title of the file, which is not printed. */
  fileTitle: string
  heading: Readonly<{ government: string; board: string; title: string; rule: string }>
  formNumber: string
  /** Empty on a draft, which is no copy of anything. On a report it is the part of the form. */
  copyText: string
  isDuplicate: boolean
  /** Empty unless it is a draft. */
  watermark: string
  /** Number, date and time of issue; of a report its period and what it contains. */
  document: readonly Field[]
  seller: readonly Field[]
  buyer: readonly Field[]
  columns: readonly Column[]
  columnGroups: readonly ColumnGroup[]
  rows: readonly Row[]
  footnote: string
  /** Name and designation of the responsible person, then signature and seal, whose values are empty. */
  signature: readonly Field[]
  page: PageTexts
}>

type Totals = Readonly<{ label: string; cells: readonly string[] }>

/** Everything that is printed on a Mushak-6.3, 6.7 or 6.8. */
export type PrintedForm<Form extends '6.3' | '6.7' | '6.8' = '6.3' | '6.7' | '6.8'> = Printed &
  Readonly<{
    form: Form
    /** Without a legal number. */
    isDraft: boolean
    totals: Totals
    inWords: Field
  }>

export type TaxInvoiceForm = PrintedForm<'6.3'>
export type NoteForm = PrintedForm<'6.7' | '6.8'>

/** Everything that is printed on a Mushak-6.2 or 6.10, or on the supplied part of a 9.1. */
export type PrintedReport = Printed &
  Readonly<{
    form: '6.2' | '6.10' | '9.1'
    /** Null on the return, whose totals are rows of their own. */
    totals: Totals | null
    inWords: null
  }>
