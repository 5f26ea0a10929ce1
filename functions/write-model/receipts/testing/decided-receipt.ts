import { randomUUID } from 'node:crypto'
import { receipts } from '../../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../../domain/receipt/events.ts'
import { approving, creating, noon, rahim } from '../../../../domain/testing/examples.ts'
import { append } from '../../../../infra/event-store/append.ts'
import { receiptStream } from '../../../../infra/event-store/stream-names.ts'
import { appendStory, type Story } from '../../../projections/invoices/testing/story.ts'
import { load, newEvent, type ReceiptStream } from '../../stream.ts'

/** Appends an issued invoice of customer-1 over 11,500.00. */
export const issue = () => appendStory([creating(), approving()])

/** A receipt with a part of 100.00 for each invoice, decided and not carried. */
export const decide = (...invoices: readonly Story[]): Promise<ReceiptStream> =>
  decideAt({ at: noon, paidOn: '2024-10-15' }, ...invoices)

/** The same, decided at this time with money of this date. */
export const decideAt = async (
  { at, paidOn }: { at: string; paidOn: string },
  ...invoices: readonly Story[]
): Promise<ReceiptStream> => {
  const receiptId = randomUUID()
  const event: ReceiptEvent = {
    ...{ type: 'ReceiptRecorded', receiptId, tenantId: 'acme', customerId: 'customer-1', amount: '2000.00' },
    ...{ method: 'CASH', paidOn, reference: null, bankAccountId: null, checkNumber: null },
    ...{ walletProvider: null, mobileNumber: null, acceptOverpayment: false, by: rahim, at },
    allocations: invoices.map(({ id }) => ({
      ...{ paymentId: `${receiptId}-1-${id}`, invoiceId: id, amount: '100.00' },
      ...{ invoiceNumber: 'INV-2024-10-15-000001', mushakNumber: null },
    })),
  }
  const stream = receiptStream('acme', receiptId)
  await append(stream, [newEvent(receipts, event, { commandId: 'command-1', correlationId: 'c-1' })], -1)
  const loaded = await load(receipts, stream)
  if (!loaded) throw new Error('The receipt was not appended')
  return loaded
}
