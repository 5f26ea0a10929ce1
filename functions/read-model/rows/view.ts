import { invoiceFrom, type Json } from '../../../domain/invoice/snapshot.ts'
import { invoiceAnswer } from '../../contract/views/invoice.ts'

/** What a query takes of a row of the read model to answer an invoice. */
export type InvoiceRow = { revision: string; state: Json }

export const rowAnswer = ({ revision, state }: InvoiceRow, today: string) => {
  const invoice = invoiceFrom(state)
  if (invoice.status === 'NONE') throw new Error('The read model holds a row without an invoice')
  return invoiceAnswer(invoice, Number(revision), today)
}
export type InvoiceAnswer = ReturnType<typeof rowAnswer>
