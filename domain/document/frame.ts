import type { Instant } from '../calendar/dates.ts'
import { printBin } from '../identity/identifiers.ts'
import type { ExistingInvoice, Party } from '../invoice/state.ts'
import type { Poisha } from '../money/poisha.ts'
import type { LegalSeries } from '../numbering/documents.ts'
import { mainPlace } from '../numbering/places.ts'
import { printable } from '../text/printable.ts'
import { amountInWords } from '../words/amount.ts'
import { type Figures, figuresIn } from './figures.ts'
import type { Column, Field, Language, PrintedForm, PrintOptions, Row } from './form.ts'
import type { Labels } from './labels.ts'
import { labelsInBangla } from './labels-in-bangla.ts'
import { labelsInEnglish } from './labels-in-english.ts'

/** Printed for what is not known. An empty place could be filled in by hand after the issue. */
export const dash = '—'

export const orDash = (text: string | null): string => (text === null ? dash : printable(text))

export const binOrDash = ({ bin }: Party): string => (bin === null ? dash : printBin(bin))

/** The name of MAIN is that of the seller, so it is left out. */
export const placeAndAddress = ({
  place,
  placeName,
  addressOfIssue,
}: Pick<ExistingInvoice, 'place' | 'placeName' | 'addressOfIssue'>): string =>
  place === mainPlace || placeName === null
    ? orDash(addressOfIssue)
    : `${printable(placeName)}, ${orDash(addressOfIssue)}`

/** The labels and figures of a language. */
export type Texts = Readonly<{ lang: Language; labels: Labels; figures: Figures }>

/** The labels and figures of one print. */
export type Printer = PrintOptions & Texts

const labelsIn = { bn: labelsInBangla, en: labelsInEnglish }

export const textsIn = (lang: Language): Texts => ({
  lang,
  labels: labelsIn[lang],
  figures: figuresIn(lang),
})

export const printerOf = (options: PrintOptions): Printer => ({ ...options, ...textsIn(options.lang) })

/** A document as far as its frame needs it. `draft`: why it has no number; null when it has one. */
type Framed<Form extends LegalSeries> = Readonly<{
  form: Form
  number: string | null
  issuedAt: Instant | null
  /** Names the file of a document without a number. */
  reference: string
  draft: 'DRAFT' | 'CANCELLED' | null
  responsiblePersonName: string | null
  responsiblePersonDesignation: string | null
}>

type Frame<Form extends LegalSeries> = Omit<
  PrintedForm<Form>,
  'seller' | 'buyer' | 'columns' | 'columnGroups' | 'rows' | 'totals' | 'inWords' | 'footnote'
>

/** What all three forms print around their parties and their table. */
export const frameOf = <Form extends LegalSeries>(
  document: Framed<Form>,
  { lang, copy, labels, figures }: Printer,
): Frame<Form> => {
  const { form, number, issuedAt, draft } = document
  const isDraft = draft !== null
  return {
    form,
    lang,
    fileTitle: `${labels.titles[form]} ${number ?? document.reference}`,
    heading: {
      government: labels.government,
      board: labels.board,
      title: labels.titles[form],
      rule: labels.rules[form],
    },
    formNumber: labels.formNumbers[form],
    copyText: isDraft ? '' : labels.copies[copy],
    isDuplicate: !isDraft && copy === 'duplicate',
    isDraft,
    watermark: draft === null ? '' : draft === 'CANCELLED' ? labels.cancelledDraft : labels.draft,
    document: [
      { label: labels.numbers[form], value: orDash(number) },
      { label: labels.issueDate, value: issuedAt === null ? dash : figures.date(issuedAt) },
      { label: labels.issueTime, value: issuedAt === null ? dash : figures.time(issuedAt) },
    ],
    signature: signatureOf(document, labels),
    page: labels.page,
  }
}

type Person = Pick<Framed<LegalSeries>, 'responsiblePersonName' | 'responsiblePersonDesignation'>

const signatureOf = (person: Person, labels: Labels): readonly Field[] => [
  { label: labels.responsiblePerson, value: orDash(person.responsiblePersonName) },
  { label: labels.designation, value: orDash(person.responsiblePersonDesignation) },
  { label: labels.signature, value: '' },
  { label: labels.seal, value: '' },
]

type ColumnText = Readonly<{ heading: string; align: Column['align'] }>

/** The columns with their numbers: (1), (2), ... */
export const numbered = (columns: readonly ColumnText[], { figures }: Printer): readonly Column[] =>
  columns.map((column, index) => ({ number: `(${figures.count(index + 1)})`, ...column }))

/** Rows with the totals that run to each of them, from their texts and their amounts by column. */
export const withRunningTotals = (
  rows: readonly Readonly<{ cells: readonly string[]; amounts: readonly (Poisha | null)[] }>[],
  { figures }: Pick<Texts, 'figures'>,
): readonly Row[] => {
  let sums: readonly (Poisha | null)[] = []
  return rows.map(({ cells, amounts }) => {
    sums = amounts.map((amount, index) => (amount === null ? null : plus(sums[index], amount)))
    return { cells, runningTotals: sums.map((sum) => (sum === null ? '' : figures.amount(sum))) }
  })
}

const plus = (sum: Poisha | null | undefined, amount: Poisha): Poisha => ((sum ?? 0n) + amount) as Poisha

export const inWordsOf = (amount: Poisha, { labels, lang }: Printer): Field => ({
  label: labels.inWords,
  value: amountInWords(amount, lang),
})
