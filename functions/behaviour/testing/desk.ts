import { setTimeout as pause } from 'node:timers/promises'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import type { Client } from '../../../infra/run/local/testing/client.ts'
import { startTestService } from '../../../infra/run/local/testing/service.ts'

/** What the cases look at. */
export const invoiceFields = `
  id invoiceNumber mushakNumber status fiscalYear invoiceDate dueDate issueDate issuedAt revision
  vendorId customerId vendorTIN vendorBIN customerTIN customerBIN
  seller { partyId name address bin tin } buyer { partyId name address bin tin nid }
  subtotal { amount } supplementaryDuty { amount } vatAmount { amount } advanceIncomeTax { amount }
  grandTotal { amount formattedAmount } vatDeductedAtSource { amount } expectedCash { amount }
  paidAmount { amount } refundedAmount { amount } creditedAmount { amount } debitedAmount { amount }
  balance { amount } refundDue { amount }
  createdBy submittedBy rejectionReason approvedBy approvedAt paidAt cancelledBy cancellationReason
  warnings { code path }
  lineItems { id description quantity unitPrice vatCategory vatRate amount { amount } vatAmount { amount } supplementaryDuty { amount } total { amount } vatReturnNote }
  payments { id kind amount { amount } method reversed reversalReason certificateNumber mobileNumber }
  notes { id kind number reason value { amount } supplementaryDuty { amount } vatAmount { amount } total { amount } recipient { name address } lines { lineItemId quantity value { amount } } }`

export type Line = Record<string, unknown>
export const line = (quantity: string, unitPrice: string, rest: Line = {}): Line => ({
  description: 'Goods',
  quantity,
  unitPrice,
  ...rest,
})

export const invoiceInput = (lineItems: Line[], rest: Record<string, unknown> = {}) => ({
  vendorId: 'vendor-1',
  customerId: 'customer-1',
  invoiceDate: '2024-10-15',
  dueDate: '2024-11-15',
  lineItems,
  ...rest,
})

/** Today in Dhaka. */
export const today = (): string => dhakaDate(new Date().toISOString())
/** Dates of an invoice that is not overdue yet. */
export const dueToday = () => ({ invoiceDate: today(), dueDate: today() })

const mutation = (signature: string, call: string) =>
  `mutation (${signature}, $key: String) { ${call.replace(')', ', idempotencyKey: $key)')} { ${invoiceFields} } }`
const noted = ['$recipient: NoteRecipientInput', 'recipient: $recipient'] as const

const documents = {
  create: mutation('$input: CreateInvoiceInput!', 'createInvoice(input: $input)'),
  update: mutation('$id: ID!, $input: UpdateInvoiceInput!', 'updateInvoice(id: $id, input: $input)'),
  submit: mutation('$id: ID!', 'submitInvoice(id: $id)'),
  reject: mutation('$id: ID!, $reason: String!', 'rejectInvoice(id: $id, reason: $reason)'),
  approve: mutation(
    '$id: ID!, $expectedRevision: Int',
    'approveInvoice(id: $id, expectedRevision: $expectedRevision)',
  ),
  cancel: mutation(
    `$id: ID!, $reason: String!, ${noted[0]}`,
    `cancelInvoice(id: $id, reason: $reason, ${noted[1]})`,
  ),
  pay: mutation('$id: ID!, $input: RecordPaymentInput!', 'recordPayment(invoiceId: $id, input: $input)'),
  reverse: mutation(
    '$id: ID!, $paymentId: ID!, $reason: String!',
    'reversePayment(invoiceId: $id, paymentId: $paymentId, reason: $reason)',
  ),
  refund: mutation('$id: ID!, $input: RecordRefundInput!', 'recordRefund(invoiceId: $id, input: $input)'),
  credit: mutation(
    `$id: ID!, $lines: [CreditNoteLineInput!]!, $reason: String!, ${noted[0]}`,
    `issueCreditNote(invoiceId: $id, lines: $lines, reason: $reason, ${noted[1]})`,
  ),
  debit: mutation(
    `$id: ID!, $lines: [DebitNoteLineInput!]!, $reason: String!, ${noted[0]}`,
    `issueDebitNote(invoiceId: $id, lines: $lines, reason: $reason, ${noted[1]})`,
  ),
}
type Step = keyof typeof documents

/** A desk of the finance department: the mutations of the contract, each with the fields that the cases look at. */
export const deskOf = (client: Client) => {
  return {
    client,
    does: (step: Step, variables: object) => client.value(documents[step], variables),
    refused: (step: Step, variables: object) => client.error(documents[step], variables),
    create: (lineItems: Line[], rest?: Record<string, unknown>, key?: string) =>
      client.value(documents.create, { input: invoiceInput(lineItems, rest), key }),
    refusedCreate: (lineItems: Line[], rest?: Record<string, unknown>) =>
      client.error(documents.create, { input: invoiceInput(lineItems, rest) }),
    /** A tax invoice of these lines, approved. */
    issue: async (lineItems: Line[], rest?: Record<string, unknown>) => {
      const { id } = await client.value(documents.create, { input: invoiceInput(lineItems, rest) })
      return client.value(documents.approve, { id })
    },
    /** Not older than the revision given: from the read model, or from the event store where that lags. */
    read: (id: string, minRevision?: number) =>
      client.value(
        `query ($id: ID!, $minRevision: Int) { invoice(id: $id, minRevision: $minRevision) { ${invoiceFields} } }`,
        {
          id,
          minRevision,
        },
      ),
    /** As the read model alone has it, as soon as it has that revision: lists, numbers and entities are looked up there. */
    shown: async (id: string, revision: number) => {
      for (;;) {
        const invoice = await client.value(`query ($id: ID!) { invoice(id: $id) { ${invoiceFields} } }`, {
          id,
        })
        if (invoice && invoice.revision >= revision) return invoice
        await pause(5)
      }
    },
    /** The types of all that happened to it, as the event store has it: no projection is asked, so none can lag. */
    happened: async (id: string): Promise<string[]> => {
      const entries = await client.value('query ($id: ID!) { invoiceHistory(id: $id) { type } }', { id })
      return entries.map(({ type }: { type: string }) => type)
    },
  }
}

export type Desk = ReturnType<typeof deskOf>

/** A service of its own with the desk of an administrator of acme. Stop the service in afterAll. */
export const openDesk = async () => {
  const service = await startTestService()
  return { service, desk: deskOf(await service.as('admin', 'acme')) }
}
