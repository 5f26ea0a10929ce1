import { assignNumber } from '../invoice/issue/assign-number.ts'
import { noon } from './examples.ts'
import { type Decide, onExisting } from './scenario.ts'

/** Numbers a note of the invoice i-1. */
export const numberingNote = (noteId: string, serial = 1, issuedAt = noon): Decide =>
  onExisting((invoice) => {
    const isCredit = invoice.notes.some(({ id, kind }) => id === noteId && kind === 'CREDIT')
    return assignNumber(invoice, {
      document: { kind: isCredit ? 'CREDIT_NOTE' : 'DEBIT_NOTE', invoiceId: 'i-1', noteId },
      serial,
      issuedAt,
    })
  })
