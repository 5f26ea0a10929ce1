import { invoiceFrom, type Json } from '../../../domain/invoice/snapshot.ts'
import { invoiceView } from '../../contract/views/invoice.ts'

/** What a query takes of a row of the read model to answer an invoice. */
export type InvoiceRow = { revision: string; state: Json }

export const rowView = ({ revision, state }: InvoiceRow, today: string) => {
  const invoice = invoiceFrom(state)
  if (invoice.status === 'NONE') throw new Error('The read model holds a row without an invoice')
  return invoiceView(invoice, Number(revision), today)
}
export type InvoiceView = ReturnType<typeof rowView>
