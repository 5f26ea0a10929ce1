import type { Sql } from '../connect.ts'
import { tenantSchema } from '../tenant-schema.ts'

/** A draft whose amounts are beyond what a double can hold. */
const draft = {
  status: 'DRAFT',
  customerId: 'c-1',
  customerName: 'রহিম ট্রেডার্স',
  invoiceDate: '2025-02-28',
  dueDate: '2025-03-31',
  fiscalYear: '2024-2025',
  subtotal: '90071992547409.93',
  supplementaryDuty: '0.00',
  vatAmount: '0.00',
  grandTotal: '90071992547409.93',
  paidAmount: '0.00',
  balance: '90071992547409.93',
  createdAt: '2025-02-28T10:30:00.123Z',
  updatedAt: '2025-02-28T10:30:00.123Z',
  revision: '0',
}

/** Inserts the row of a draft as the writer. Its state is `{ id }`. */
export const insertInvoiceRow = async (writer: Sql, tenantId: string, id: string): Promise<void> => {
  const state = writer.json({ id })
  const row = { ...draft, id, tenantId, invoiceNumber: `INV-${id}`, vendorId: tenantId, state }
  await writer`insert into ${writer(tenantSchema({ tenantId, version: 1 }))}.invoices ${writer(row as never)}`
}
