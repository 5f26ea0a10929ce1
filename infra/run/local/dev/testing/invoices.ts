import type { Client } from '../../testing/client.ts'

const input = {
  vendorId: 'v-1',
  customerId: 'c-1',
  invoiceDate: '2026-11-01',
  dueDate: '2026-12-01',
  lineItems: [{ description: 'Cement', quantity: '1', unitPrice: '100' }],
}

/** Creates a draft. Without an idempotency key: each call creates another one. */
export const createInvoice = (client: Client): Promise<{ id: string; invoiceNumber: string }> =>
  client.value(
    'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id invoiceNumber } }',
    { input },
  )

/** Returns null when there is none. Reads from the stream, because the projection may be behind. */
export const readInvoice = (client: Client, id: string): Promise<{ id: string } | null> =>
  client.value('query ($id: ID!) { invoice(id: $id, minRevision: 0) { id } }', { id })
