import { type LocalDate, monthOf } from '../../calendar/dates.ts'
import { add, writeTaka } from '../../money/poisha.ts'
import { fillTemplate } from '../../refusal/template.ts'
import { thresholdOn } from '../../tax/thresholds.ts'
import type { Totals } from '../../tax/totals.ts'
import { missingFields } from '../party.ts'
import type { Party, Warning } from '../state.ts'
import { codeWarnings, rateWarnings, type WarnedLine } from './line-warnings.ts'

/** A warning does not stop an invoice: what it warns of is legal, but costs the tenant or the buyer. */
export const warningMessages = {
  LATE_ISSUE:
    'Issued in {issued}, a later month than the invoice date, {invoiceDate}. Report it for {issued}.',
  EARLY_ISSUE: 'Issued on {issued}, before the invoice date, {invoiceDate}. The rates are of {invoiceDate}.',
  BUYER_LOSES_INPUT_CREDIT:
    'Above {threshold} taka, a buyer gets no input credit without {missing} on the invoice.',
  NO_HS_CODE: 'Line {lines}: no HS or service code, which the sub-forms of the 9.1 return need.',
  RATE_NOT_CHECKED:
    'Line {lines}: the VAT rate was not checked, as there is no code, or its rate is not known.',
} as const satisfies Record<Warning['code'], string>

type WarnedInvoice = Readonly<{
  invoiceDate: LocalDate
  buyer: Party
  lines: readonly WarnedLine[]
  totals: Totals
}>

/**
 * A buyer takes input credit for VAT only with its name, address and BIN on the invoice (s.46), where value
 * and supplementary duty are above the threshold.
 */
const inputCreditWarnings = ({ invoiceDate, buyer, totals }: WarnedInvoice): readonly Warning[] => {
  const threshold = thresholdOn('BUYER_DETAILS', invoiceDate)
  const missing = missingFields(buyer, ['name', 'address', 'bin'])
  const isAbove = add(totals.subtotal, totals.supplementaryDuty) > threshold
  return isAbove && totals.vat > 0n && missing.length > 0
    ? [
        {
          code: 'BUYER_LOSES_INPUT_CREDIT',
          path: 'buyer',
          params: { threshold: writeTaka(threshold), missing },
        },
      ]
    : []
}

/** The return of an invoice follows its month of issue, its rates follow the invoice date. */
const issueDateWarnings = (invoiceDate: LocalDate, issueDate: LocalDate): readonly Warning[] => {
  if (invoiceDate > issueDate)
    return [{ code: 'EARLY_ISSUE', path: 'invoiceDate', params: { issued: issueDate, invoiceDate } }]
  return monthOf(issueDate) > monthOf(invoiceDate)
    ? [{ code: 'LATE_ISSUE', path: 'invoiceDate', params: { issued: monthOf(issueDate), invoiceDate } }]
    : []
}

/** The warnings of a draft; with a date of issue, the warnings of a tax invoice. */
export const warningsOn = (invoice: WarnedInvoice, issueDate?: LocalDate): readonly Warning[] => [
  ...(issueDate === undefined ? [] : issueDateWarnings(invoice.invoiceDate, issueDate)),
  ...inputCreditWarnings(invoice),
  ...rateWarnings(invoice.lines, invoice.invoiceDate),
  ...(issueDate === undefined ? [] : codeWarnings(invoice.lines)),
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
  ...issueDateWarnings(invoiceDate, issueDate),
  ...warnings.filter(({ code }) => code !== 'LATE_ISSUE' && code !== 'EARLY_ISSUE'),
]

/** The English message of a warning. */
export const warningMessage = (warning: Warning): string =>
  fillTemplate(warningMessages[warning.code], warning.params)
