import type { LegalSeries } from '../numbering/documents.ts'
import type { Copy, PageTexts } from './form.ts'

/** What each form prints is named by its number: 6.3, 6.7 or 6.8. */
type ByForm = Readonly<Record<LegalSeries, string>>

/** Everything on the three forms that is the same on every print. */
export type Labels = Readonly<{
  government: string
  board: string
  titles: ByForm
  rules: ByForm
  formNumbers: ByForm
  copies: Readonly<Record<Copy, string>>
  draft: string
  cancelledDraft: string
  numbers: ByForm
  issueDate: string
  issueTime: string
  sellerName: string
  sellerBin: string
  sellerAddress: string
  addressOfIssue: string
  noteAddressOfIssue: string
  buyerName: string
  buyerBin: string
  buyerAddress: string
  recipientName: string
  recipientBin: string
  recipientAddress: string
  destination: string
  vehicle: string
  /** The eleven columns of the 6.3. */
  invoiceColumns: readonly string[]
  /** The first three columns of a note; then the four amounts follow twice. */
  noteColumns: readonly string[]
  noteAmounts: readonly string[]
  asInvoiced: string
  adjusted: Readonly<Record<'6.7' | '6.8', string>>
  total: string
  inWords: string
  invoiceFootnote: string
  noteFootnote: string
  responsiblePerson: string
  designation: string
  signature: string
  seal: string
  discount: string
  code: string
  zeroRated: string
  exempt: string
  specificTax: string
  ditto: string
  page: PageTexts
}>
