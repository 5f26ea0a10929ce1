import type { Instant } from '../calendar/dates.ts'
import { printBin } from '../identity/identifiers.ts'
import { mainPlace } from '../numbering/places.ts'
import type { Period } from '../report/vat-return.ts'
import type { TenantDetails } from '../tenant/events.ts'
import { printable } from '../text/printable.ts'
import type { Column, Field, Language, PrintedReport, Row } from './form.ts'
import { dash, orDash, type Texts, textsIn } from './frame.ts'
import type { ReportLabels } from './report-labels.ts'
import { reportLabelsInBangla } from './report-labels-in-bangla.ts'
import { reportLabelsInEnglish } from './report-labels-in-english.ts'

/** What a report is about, whatever its form. */
export type Reported = Readonly<{
  period: Period
  /** The tenant as it is now: a book is that of the registered person, and each line is as at its issue. */
  seller: Pick<TenantDetails, 'name' | 'bin' | 'address' | 'places' | 'responsiblePersonName'> &
    Pick<TenantDetails, 'responsiblePersonDesignation'>
  /** The codes of the places that have issued documents in the period. */
  places: readonly string[]
  /** How many documents of the period there are, and when the last of them came into the ledger. */
  documents: number
  lastAddedAt: Instant | null
  /** How many invoices may lack documents here, because they wait to be read again. */
  waitingInvoices: number
}>

/** The labels and figures of a report. */
export type ReportTexts = Texts & Readonly<{ report: ReportLabels }>

const reportLabelsIn = { bn: reportLabelsInBangla, en: reportLabelsInEnglish }

export const reportTextsIn = (lang: Language): ReportTexts => ({
  ...textsIn(lang),
  report: reportLabelsIn[lang],
})

type Frame = Omit<PrintedReport, 'columns' | 'columnGroups' | 'rows' | 'totals'>

/**
 * What all reports print around their tables. It has no time of printing: the same report is the same file.
 */
export const reportFrame = (form: PrintedReport['form'], reported: Reported, texts: ReportTexts): Frame => {
  const { labels, report, lang } = texts
  const period = periodOf(reported, texts)
  return {
    form,
    lang,
    fileTitle: `${report.titles[form]} ${period}`,
    heading: {
      government: labels.government,
      board: labels.board,
      title: report.titles[form],
      rule: report.rules[form],
    },
    formNumber: report.formNumbers[form],
    copyText: report.partsPrinted[form],
    isDuplicate: false,
    watermark: '',
    document: [{ label: report.period, value: period }, ...coverageOf(reported, texts)],
    seller: [
      { label: report.sellerName[form], value: printable(reported.seller.name) },
      { label: report.sellerBin[form], value: binOf(reported) },
      { label: report.sellerAddress, value: orDash(reported.seller.address) },
    ],
    buyer: [{ label: report.places, value: placesOf(reported, texts) }],
    inWords: null,
    footnote: report.footnotes[form],
    // Neither the book nor this working paper for the return is signed.
    signature: form === '6.10' ? signatureOf(reported, texts) : [],
    page: labels.page,
  }
}

const binOf = ({ seller: { bin } }: Reported): string => (bin === null ? dash : printBin(bin))

const periodOf = ({ period: { from, to } }: Reported, { figures }: ReportTexts): string =>
  `${figures.day(from)} - ${figures.day(to)}`

const coverageOf = (reported: Reported, { report, figures }: ReportTexts): readonly Field[] => {
  const { documents, lastAddedAt, waitingInvoices } = reported
  const [before, after] = report.waiting
  return [
    { label: report.documents, value: figures.count(documents) },
    {
      label: report.lastAdded,
      value: lastAddedAt === null ? dash : `${figures.date(lastAddedAt)} ${figures.time(lastAddedAt)}`,
    },
    ...(waitingInvoices === 0
      ? []
      : [{ label: report.incomplete, value: `${before}${figures.count(waitingInvoices)}${after}` }]),
  ]
}

/** As many as fit in two lines; a tenant may have 100. */
const maxNamedPlaces = 6

const placesOf = ({ places, seller }: Reported, { report, figures }: ReportTexts): string => {
  const names = places.map((code) => {
    if (code === mainPlace) return `${code} (${report.mainPlace})`
    const name = seller.places.find((place) => place.code === code)?.name
    return name === undefined ? code : `${code} (${shortened(name, 40)})`
  })
  const more = names.length - maxNamedPlaces
  const named = names.slice(0, maxNamedPlaces).join(', ')
  return named === '' ? dash : more > 0 ? `${named} + ${figures.count(more)}` : named
}

const signatureOf = ({ seller }: Reported, { report }: ReportTexts): readonly Field[] => [
  { label: report.signatoryName, value: orDash(seller.responsiblePersonName) },
  { label: report.designation, value: orDash(seller.responsiblePersonDesignation) },
  { label: report.signatory, value: '' },
  { label: report.signingDate, value: '' },
]

type Alignment = Column['align'] | 'whole'

/**
 * Columns from their labels, which have the numbers of the form. `whole` is in the centre, and no word of it
 * is broken.
 */
export const columnsOf = (
  labels: readonly Readonly<{ number: string; heading: string }>[],
  alignment: readonly Alignment[],
): readonly Column[] =>
  labels.map(({ number, heading }, index) => ({
    number: number === '' ? '' : `(${number})`,
    heading,
    ...layoutOf(alignment[index] ?? 'right'),
  }))

const layoutOf = (alignment: Alignment) =>
  alignment === 'whole' ? ({ align: 'center', wholeWords: true } as const) : { align: alignment }

/** The rows, or one that says that there are none. */
export const rowsOrNothing = (rows: readonly Row[], { report }: ReportTexts): readonly Row[] =>
  rows.length > 0 ? rows : [{ heading: report.nothing, cells: [], runningTotals: [] }]

/** A text of a user in a table: a book has thousands of rows, and the document itself has the whole text. */
export const shortened = (text: string, maxCharacters: number): string => {
  const characters = [...printable(text)]
  return characters.length <= maxCharacters
    ? characters.join('')
    : `${characters.slice(0, maxCharacters - 1).join('')}…`
}

export const shortenedOrDash = (text: string | null, maxCharacters: number): string =>
  text === null ? dash : shortened(text, maxCharacters)

/** The BIN of a buyer, or the national identity card of one who is not registered. */
export const registrationOf = ({ buyerBin, buyerNid }: BuyerIdentity): string =>
  buyerBin !== null ? printBin(buyerBin) : orDash(buyerNid)

type BuyerIdentity = Readonly<{ buyerBin: string | null; buyerNid: string | null }>
