import { type LocalDate, monthOf } from '../../calendar/dates.ts'
import { type Poisha, writeTaka } from '../../money/poisha.ts'
import { fillTemplate } from '../../refusal/catalogue.ts'
import { thresholdOn } from '../../tax/thresholds.ts'
import type { Party, Warning } from '../state.ts'
import { missingOf } from './seller.ts'

/** Legal, but unwise. */
const messages = {
  LATE_ISSUE:
    'Issued in {issued}, a later month than the invoice date, {invoiceDate}. It counts in the return of the month of issue.',
  BUYER_LOSES_INPUT_CREDIT:
    'Above {threshold} taka, a buyer gets no input credit without {missing} on the invoice.',
} as const satisfies Record<Warning['code'], string>

type Warned = Readonly<{ invoiceDate: LocalDate; buyer: Party; grandTotal: Poisha }>

/** s.46: above the threshold the buyer's name, address and BIN have to be on the invoice for it to take input credit. */
const inputCredit = ({ invoiceDate, buyer, grandTotal }: Warned): readonly Warning[] => {
  const threshold = thresholdOn('BUYER_DETAILS', invoiceDate)
  const missing = missingOf(buyer, ['name', 'address', 'bin'])
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

const lateIssue = (invoiceDate: LocalDate, issueDate: LocalDate): readonly Warning[] =>
  monthOf(issueDate) > monthOf(invoiceDate)
    ? [{ code: 'LATE_ISSUE', path: 'invoiceDate', params: { issued: monthOf(issueDate), invoiceDate } }]
    : []

/** Warnings of a draft, and with the date of issue those of a tax invoice. */
export const warningsOn = (invoice: Warned, issueDate?: LocalDate): readonly Warning[] => [
  ...(issueDate === undefined ? [] : lateIssue(invoice.invoiceDate, issueDate)),
  ...inputCredit(invoice),
]

/** With the legal time of issue known: it follows that of the serial before and may be of a later month than the approval. */
export const warningsAtIssue = (
  warnings: readonly Warning[],
  invoiceDate: LocalDate,
  issueDate: LocalDate,
): readonly Warning[] => [
  ...lateIssue(invoiceDate, issueDate),
  ...warnings.filter(({ code }) => code !== 'LATE_ISSUE'),
]

/** The warning in English. */
export const warningMessage = (warning: Warning): string =>
  fillTemplate(messages[warning.code], warning.params)
