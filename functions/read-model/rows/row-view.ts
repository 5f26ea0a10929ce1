import { invoiceFrom, type Json } from '../../../domain/invoice/snapshot.ts'
import { invoiceView } from '../../contract/views/invoice.ts'

/** The columns of a row that the view of an invoice is made from. */
export type ViewRow = { revision: string; state: Json }

/** The invoice of a row as the contract shows it on that date in Dhaka. */
export const rowView = ({ revision, state }: ViewRow, today: string) => {
  const invoice = invoiceFrom(state)
  if (invoice.status === 'NONE') throw new Error('The read model has a row without an invoice')
  return invoiceView(invoice, Number(revision), today)
}
export type InvoiceView = ReturnType<typeof rowView>
