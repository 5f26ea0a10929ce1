import { assignNumber } from '../invoice/issue/assign-number.ts'
import { noon } from './examples.ts'
import { type Decide, onExisting } from './scenario.ts'

/** Numbers a note of the invoice i-1. */
export const numberingNote = (
  kind: 'CREDIT_NOTE' | 'DEBIT_NOTE',
  noteId: string,
  serial = 1,
  issuedAt = noon,
): Decide =>
  onExisting((invoice) =>
    assignNumber(invoice, { document: { kind, invoiceId: 'i-1', noteId }, serial, issuedAt }),
  )
