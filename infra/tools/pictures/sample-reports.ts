import type { Language, PrintedReport } from '../../../domain/document/form.ts'
import { highValueForm } from '../../../domain/document/high-value-invoices.ts'
import type { Reported } from '../../../domain/document/report-frame.ts'
import { type BookLine, salesBookForm } from '../../../domain/document/sales-book.ts'
import { type SubFormTotals, vatReturnForm } from '../../../domain/document/vat-return.ts'
import type { Amounts } from '../../../domain/invoice/state.ts'
import { add, type Poisha, poisha, taka, writeQuantity, writeTaka } from '../../../domain/money/poisha.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import { type SubFormNote, subFormNotes } from '../../../domain/report/sub-form.ts'
import { type TaxDocument, taxDocuments } from '../../../domain/report/tax-documents.ts'
import type { TaxLine } from '../../../domain/report/tax-lines.ts'
import { suppliesOf, supplyNotes } from '../../../domain/report/vat-return.ts'
import { sampleInvoice, tenant } from './sample-papers.ts'

const documents = taxDocuments(sampleInvoice)

const reported: Reported = {
  period: { from: '2024-10-01', to: '2024-10-31' },
  seller: tenant,
  ...{ places: ['MAIN'], documents: documents.length, waitingInvoices: 0 },
  lastAddedAt: sampleInvoice.updatedAt,
}

/** What a row of the ledger says of a document. */
const documentColumns = (document: TaxDocument) => ({
  ...{ kind: document.kind, number: document.number, originalNumber: document.original?.number ?? null },
  ...{ issuedAt: document.issuedAt, issuedOn: document.issuedOn },
  ...{ buyerName: document.buyer.name, buyerAddress: document.buyer.address },
  ...{ buyerBin: document.buyer.bin, buyerNid: document.buyer.nid },
})

const amountColumns = ({ value, supplementaryDuty, vat }: Amounts, sign: 1n | -1n) => {
  const write = (amount: Poisha) => writeTaka(poisha(sign * amount))
  return { value: write(value), supplementaryDuty: write(supplementaryDuty), vat: write(vat) }
}

const bookLine = (document: TaxDocument, line: TaxLine): BookLine => {
  const sign = document.kind === '6.7' ? -1n : 1n
  const size = line.quantity === null ? null : writeQuantity(line.quantity)
  return {
    ...documentColumns(document),
    ...{ description: line.description, unit: line.unit },
    quantity: size !== null && sign < 0n ? `-${size}` : size,
    ...amountColumns(line, sign),
  }
}

const bookLines = documents.flatMap((document) => document.lines.map((line) => bookLine(document, line)))

const linesOf = (kind: LegalSeries): readonly TaxLine[] =>
  documents.flatMap((document) => (document.kind === kind ? document.lines : []))

const sumOf = (lines: readonly TaxLine[]): Amounts => ({
  value: add(...lines.map(({ value }) => value)),
  supplementaryDuty: add(...lines.map(({ supplementaryDuty }) => supplementaryDuty)),
  vat: add(...lines.map(({ vat }) => vat)),
})

const figures = {
  ...suppliesOf(
    supplyNotes.map((note) => ({
      note,
      ...sumOf(linesOf('6.3').filter(({ returnNote }) => returnNote === note)),
    })),
  ),
  ...{ debitNotes: sumOf(linesOf('6.8')), creditNotes: sumOf(linesOf('6.7')) },
  ...{ withheld: taka('475.50'), withheldReversed: taka('0') },
}

/** Of these samples the portal computes the same amounts. */
const subForms = Object.fromEntries(
  subFormNotes.map((note) => {
    const lines = linesOf('6.3').filter(({ returnNote }) => returnNote === note)
    const rows = note < 9 ? lines.length : note === 27 ? 0 : 1
    return [note, { rows, hasMore: false, portal: note < 9 ? sumOf(lines) : null }]
  }),
) as Record<SubFormNote, SubFormTotals>

/** The invoice is above two lakh taka. */
const largeInvoices = documents
  .filter(({ kind }) => kind === '6.3')
  .map((document) => ({ ...documentColumns(document), ...amountColumns(document, 1n) }))

/** The reports of the month of the sample invoice. */
export const sampleReports: Readonly<Record<PrintedReport['form'], (lang: Language) => PrintedReport>> = {
  '6.2': (lang) => salesBookForm(reported, bookLines, lang),
  '6.10': (lang) => highValueForm(reported, largeInvoices, lang),
  '9.1': (lang) => vatReturnForm(reported, { figures, subForms }, lang),
}
