import type { Amounts } from '../invoice/state.ts'
import { add, type Poisha, zero } from '../money/poisha.ts'
import { type ReturnNote, returnNotes, suppliedNotes } from '../report/return-notes.ts'
import type { SubFormNote, SubFormRow } from '../report/sub-form.ts'
import type { VatReturn } from '../report/vat-return.ts'
import type { Language, PrintedReport, Row } from './form.ts'
import { dash } from './frame.ts'
import { columnsOf, type Reported, type ReportTexts, reportFrame, reportTextsIn } from './report-frame.ts'
import type { ReturnPart } from './report-labels.ts'

type Portal = NonNullable<SubFormRow['portal']>

/** How long a sub-form is, and what the portal computes from its rows; null where it computes nothing. */
export type SubFormTotals = Readonly<{
  rows: number
  /** Whether there are more rows than those that were counted. */
  hasMore: boolean
  portal: Portal | null
}>

/** The totals of a sub-form from its rows, of which the first `most` were read and perhaps one more. */
export const subFormTotals = (rows: readonly SubFormRow[], most: number): SubFormTotals => {
  const portals = rows.flatMap(({ portal }) => (portal === null ? [] : [portal]))
  const hasMore = rows.length > most
  return {
    rows: Math.min(rows.length, most),
    hasMore,
    portal: hasMore || portals.length < rows.length ? null : sumOf(portals),
  }
}

const sumOf = (portals: readonly Portal[]): Portal => ({
  supplementaryDuty: add(...portals.map(({ supplementaryDuty }) => supplementaryDuty)),
  vat: add(...portals.map(({ vat }) => vat)),
})

export type PrintedReturn = Readonly<{
  figures: VatReturn
  subForms: Readonly<Record<SubFormNote, SubFormTotals>>
}>

/**
 * What the supplied part of the Mushak-9.1 of a period prints (Rule 47): the notes that follow from documents
 * and certificates under the parts of the form, each with the totals of its sub-form.
 */
export const vatReturnForm = (reported: Reported, printed: PrintedReturn, lang: Language): PrintedReport => {
  const texts = reportTextsIn(lang)
  return {
    ...reportFrame('9.1', reported, texts),
    columns: columnsOf(texts.report.returnColumns, ['left', 'center']),
    columnGroups: [{ heading: texts.report.subForm, first: 5, last: 7 }],
    rows: suppliedNotes.flatMap((note) => [...headingsBefore(note, texts), rowOf(note, printed, texts)]),
    totals: null,
  }
}

/** The first note of each part that this service supplies. */
const parts: Readonly<Partial<Record<ReturnNote, ReturnPart>>> = { 1: 3, 26: 5, 29: 6, 38: 7 }

const headingsBefore = (note: ReturnNote, { report }: ReportTexts): readonly Row[] => {
  const part = parts[note]
  return part === undefined ? [] : [{ heading: report.parts[part], cells: [], runningTotals: [] }]
}

const rowOf = (note: ReturnNote, printed: PrintedReturn, { lang, figures }: ReportTexts): Row => {
  const { value, supplementaryDuty, vat } = amountsOf(note, printed.figures)
  const subForm = note === 9 ? totalsOfSupplies(printed) : printed.subForms[note]
  const portal = note > 9 ? null : subForm.portal
  const print = (amount: Poisha | null | undefined): string =>
    amount === null || amount === undefined ? dash : figures.amount(amount)
  return {
    cells: [
      lang === 'bn' ? returnNotes[note].bangla : returnNotes[note].english,
      figures.count(note),
      ...[value, supplementaryDuty, vat].map(print),
      `${figures.count(subForm.rows)}${subForm.hasMore ? '+' : ''}`,
      ...[portal?.supplementaryDuty, portal?.vat].map(print),
    ],
    runningTotals: [],
  }
}

/** The three amounts of a note; null where the form has no field for one. */
type NoteAmounts = Readonly<{ [Amount in keyof Amounts]: Poisha | null }>

const vatOnly = (vat: Poisha): NoteAmounts => ({ value: null, supplementaryDuty: null, vat })
const dutyOnly = (supplementaryDuty: Poisha): NoteAmounts => ({ value: null, supplementaryDuty, vat: null })

const amountsOf = (note: ReturnNote, figures: VatReturn): NoteAmounts => {
  const { output, debitNotes, creditNotes, withheld, withheldReversed } = figures
  switch (note) {
    case 9:
      return output
    case 26:
      return vatOnly(debitNotes.vat)
    case 27:
      return vatOnly(withheldReversed)
    case 29:
      return vatOnly(withheld)
    case 31:
      return vatOnly(creditNotes.vat)
    case 38:
      return dutyOnly(debitNotes.supplementaryDuty)
    case 39:
      return dutyOnly(creditNotes.supplementaryDuty)
    default:
      return amountsOfSupplies(note, figures)
  }
}

/** Notes 1 to 3 are of supplies without VAT: the form has no field for a tax, unless there is one. */
const amountsOfSupplies = (note: number, { supplies }: VatReturn): NoteAmounts => {
  const found = supplies.find((one) => one.note === note)
  if (found === undefined) return { value: null, supplementaryDuty: null, vat: null }
  const { value, supplementaryDuty, vat } = found
  if (note > 3) return { value, supplementaryDuty, vat }
  return { value, supplementaryDuty: unlessZero(supplementaryDuty), vat: unlessZero(vat) }
}

const unlessZero = (amount: Poisha): Poisha | null => (amount === zero ? null : amount)

/** Note 9 has no sub-form: it is the sum of those before it. */
const totalsOfSupplies = ({ figures, subForms }: PrintedReturn): SubFormTotals => {
  const all = figures.supplies.map(({ note }) => subForms[note as SubFormNote])
  const portals = all.flatMap(({ portal }) => (portal === null ? [] : [portal]))
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    hasMore: all.some(({ hasMore }) => hasMore),
    portal: portals.length < all.length ? null : sumOf(portals),
  }
}
