/** What each report prints is named by the number of its form. */
type ByReport = Readonly<Record<'6.2' | '6.10' | '9.1', string>>

/** The parts of the return that have notes of this service. */
export type ReturnPart = 3 | 5 | 6 | 7

type ColumnLabel = Readonly<{ number: string; heading: string }>

/** Everything on the reports that is the same on every print. */
export type ReportLabels = Readonly<{
  titles: ByReport
  rules: ByReport
  formNumbers: ByReport
  /** Which part of the form the print is; empty for the whole. */
  partsPrinted: ByReport
  /** What the print contains, and what of the form it leaves out. */
  footnotes: ByReport
  sellerName: ByReport
  sellerBin: ByReport
  sellerAddress: string
  places: string
  mainPlace: string
  period: string
  documents: string
  lastAdded: string
  incomplete: string
  /** Around a number of invoices. */
  waiting: readonly [before: string, after: string]
  nothing: string
  total: string
  /** The columns of the 6.2 that are printed, with the numbers that they have on the form. */
  salesBookColumns: readonly ColumnLabel[]
  salesBookGroups: Readonly<Record<'buyer' | 'document' | 'supply', string>>
  remarks: Readonly<Record<'6.3' | '6.7' | '6.8', string>>
  /** Before the number of the invoice that a note corrects. */
  ofInvoice: string
  /** The columns of the part on sales of the 6.10; the value of the form is printed in its parts. */
  highValueColumns: readonly ColumnLabel[]
  highValueGroup: string
  returnColumns: readonly ColumnLabel[]
  /** Over what is said of the sub-form of a note. */
  subForm: string
  parts: Readonly<Record<ReturnPart, string>>
  signatory: string
  signatoryName: string
  designation: string
  signingDate: string
}>
