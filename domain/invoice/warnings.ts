import { fillTemplate } from '../refusal/template.ts'
import { linesOf } from './draft/line-warnings.ts'
import { warningMessage } from './draft/warnings.ts'
import { paymentWarningMessages, paymentWarnings } from './payments/payment-warnings.ts'
import type { ExistingInvoice } from './state.ts'

/** A warning as a reader sees it. lineIds: the lines that it is about, none for the whole invoice. */
export type ReadWarning = Readonly<{
  code: string
  message: string
  path: string | null
  lineIds: readonly string[]
}>

/**
 * The warnings of an invoice: those that were stored with its content and its approval, and those that follow
 * from its payments as they are.
 */
export const warningsOf = (invoice: ExistingInvoice): readonly ReadWarning[] => [
  ...invoice.warnings.map((warning) => ({
    code: warning.code,
    message: warningMessage(warning),
    path: warning.path,
    lineIds: linesOf(warning).flatMap((index) => invoice.lines[index]?.id ?? []),
  })),
  ...paymentWarnings(invoice).map(({ code, path, params }) => ({
    code,
    message: fillTemplate(paymentWarningMessages[code], params),
    path,
    lineIds: [],
  })),
]
