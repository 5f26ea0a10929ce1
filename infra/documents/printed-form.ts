/** A label of a form and what is printed beside it. */
export type Field = Readonly<{ label: string; value: string }>

/** `wholeWords`: a word of this column is never broken, however long it is. */
type Column = Readonly<{
  number: string
  heading: string
  align: 'left' | 'center' | 'right'
  wholeWords?: true
}>

/** A heading over the columns from `first` to `last`, counted from 0. */
type ColumnGroup = Readonly<{ heading: string; first: number; last: number }>

/**
 * `runningTotals`: the totals of this row and those before it, one text for each column. `heading`: one text
 * over all columns, in the place of cells.
 */
export type Row = Readonly<{ cells: readonly string[]; runningTotals: readonly string[]; heading?: string }>

/**
 * Everything that is printed on a form or a report, as text. A list of cells has one text for each column,
 * empty where nothing is printed. A line feed in a text begins a new line.
 */
export type PrintedForm = Readonly<{
  lang: 'bn' | 'en'
  /** The title of the file, which is not printed. */
  fileTitle: string
  heading: Readonly<{ government: string; board: string; title: string; rule: string }>
  formNumber: string
  copyText: string
  isDuplicate: boolean
  /** Behind the text of each page; empty for none. */
  watermark: string
  /** Number, date and time of issue. The first is repeated at the foot of each page. */
  document: readonly Field[]
  seller: readonly Field[]
  buyer: readonly Field[]
  columns: readonly Column[]
  columnGroups: readonly ColumnGroup[]
  rows: readonly Row[]
  totals: Readonly<{ label: string; cells: readonly string[] }> | null
  /** An amount in words; null for none. */
  inWords: Field | null
  footnote: string
  /** Empty for none. A field without a value gets a dotted line to write on. */
  signature: readonly Field[]
  page: Readonly<{
    pageBefore: string
    pageBetween: string
    /** The ten digits of page numbers, 0 first. */
    digits: string
    carriedForward: string
    broughtForward: string
  }>
}>

/** What proves that a document is genuine. */
export type PrintedProof = Readonly<{
  /** Also in the metadata of the file, as its keywords. */
  text: string
  /** The same text in the lines in which it is printed. */
  lines: readonly string[]
  /** The modules of its QR code, row by row; true is dark. */
  modules: readonly (readonly boolean[])[]
}>
