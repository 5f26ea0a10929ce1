import { type LocalDate, monthOf } from '../../calendar/dates.ts'
import { type Poisha, writeTaka } from '../../money/poisha.ts'
import { fillTemplate } from '../../refusal/catalogue.ts'
import { thresholdOn } from '../../tax/thresholds.ts'
import { missingFields } from '../party.ts'
import type { Party, Warning } from '../state.ts'

/** A warning does not stop an invoice: what it warns of is legal, but costs the tenant or the buyer. */
const messages = {
  LATE_ISSUE:
    'Issued in {issued}, a later month than the invoice date, {invoiceDate}. Report it for {issued}.',
  BUYER_LOSES_INPUT_CREDIT:
    'Above {threshold} taka, a buyer gets no input credit without {missing} on the invoice.',
} as const satisfies Partial<Record<Warning['code'], string>>

type WarnedInvoice = Readonly<{ invoiceDate: LocalDate; buyer: Party; grandTotal: Poisha }>

/**
 * Above the threshold, a buyer takes input credit only with its name, address and BIN on the invoice (s.46).
 */
const inputCreditWarnings = ({ invoiceDate, buyer, grandTotal }: WarnedInvoice): readonly Warning[] => {
  const threshold = thresholdOn('BUYER_DETAILS', invoiceDate)
  const missing = missingFields(buyer, ['name', 'address', 'bin'])
  return grandTotal > threshold && missing.length > 0
    ? [
        {
          code: 'BUYER_LOSES_INPUT_CREDIT',
          path: 'buyer',
          params: { threshold: writeTaka(threshold), missing },
        },
      ]
    : []
}

/** The return of an invoice follows its month of issue. */
const lateIssueWarnings = (invoiceDate: LocalDate, issueDate: LocalDate): readonly Warning[] =>
  monthOf(issueDate) > monthOf(invoiceDate)
    ? [{ code: 'LATE_ISSUE', path: 'invoiceDate', params: { issued: monthOf(issueDate), invoiceDate } }]
    : []

/** The warnings of a draft; with a date of issue, the warnings of a tax invoice. */
export const warningsOn = (invoice: WarnedInvoice, issueDate?: LocalDate): readonly Warning[] => [
  ...(issueDate === undefined ? [] : lateIssueWarnings(invoice.invoiceDate, issueDate)),
  ...inputCreditWarnings(invoice),
]

/**
 * The warnings once the legal time of issue is known. It is never before the time of issue of the previous
 * serial, so it can be in a later month than the approval.
 */
export const warningsAtIssue = (
  warnings: readonly Warning[],
  invoiceDate: LocalDate,
  issueDate: LocalDate,
): readonly Warning[] => [
  ...lateIssueWarnings(invoiceDate, issueDate),
  ...warnings.filter(({ code }) => code !== 'LATE_ISSUE'),
]

/** The English message of a warning. */
export const warningMessage = (warning: Warning): string =>
  fillTemplate((messages as Partial<Record<Warning['code'], string>>)[warning.code] ?? '', warning.params)
