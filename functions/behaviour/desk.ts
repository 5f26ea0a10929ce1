import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import type { Client } from '../../infra/local/testing/client.ts'
import { startTestService } from '../../infra/local/testing/service.ts'

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
export const line = (quantity: string, unitPrice: string, rest: Line = {}): Line => ({ description: 'Goods', quantity, unitPrice, ...rest })

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

/** A desk of the finance department: the mutations of the contract, each with the fields that the cases look at. */
export const deskOf = (client: Client) => {
  const mutation = (signature: string, call: string) => `mutation (${signature}, $key: String) { ${call} { ${invoiceFields} } }`
  const create = mutation('$input: CreateInvoiceInput!', 'createInvoice(input: $input, idempotencyKey: $key)')
  const update = mutation('$id: ID!, $input: UpdateInvoiceInput!', 'updateInvoice(id: $id, input: $input, idempotencyKey: $key)')
  const submit = mutation('$id: ID!', 'submitInvoice(id: $id, idempotencyKey: $key)')
  const reject = mutation('$id: ID!, $reason: String!', 'rejectInvoice(id: $id, reason: $reason, idempotencyKey: $key)')
  const approve = mutation(
    '$id: ID!, $expectedRevision: Int',
    'approveInvoice(id: $id, expectedRevision: $expectedRevision, idempotencyKey: $key)',
  )
  const cancel = mutation(
    '$id: ID!, $reason: String!, $recipient: NoteRecipientInput',
    'cancelInvoice(id: $id, reason: $reason, recipient: $recipient, idempotencyKey: $key)',
  )
  const pay = mutation('$id: ID!, $input: RecordPaymentInput!', 'recordPayment(invoiceId: $id, input: $input, idempotencyKey: $key)')
  const reverse = mutation(
    '$id: ID!, $paymentId: ID!, $reason: String!',
    'reversePayment(invoiceId: $id, paymentId: $paymentId, reason: $reason, idempotencyKey: $key)',
  )
  const refund = mutation('$id: ID!, $input: RecordRefundInput!', 'recordRefund(invoiceId: $id, input: $input, idempotencyKey: $key)')
  const credit = mutation(
    '$id: ID!, $lines: [CreditNoteLineInput!]!, $reason: String!, $recipient: NoteRecipientInput',
    'issueCreditNote(invoiceId: $id, lines: $lines, reason: $reason, recipient: $recipient, idempotencyKey: $key)',
  )
  const debit = mutation(
    '$id: ID!, $lines: [DebitNoteLineInput!]!, $reason: String!, $recipient: NoteRecipientInput',
    'issueDebitNote(invoiceId: $id, lines: $lines, reason: $reason, recipient: $recipient, idempotencyKey: $key)',
  )
  const documents = { create, update, submit, reject, approve, cancel, pay, reverse, refund, credit, debit }
  type Step = keyof typeof documents
  return {
    client,
    does: (step: Step, variables: object) => client.value(documents[step], variables),
    refused: (step: Step, variables: object) => client.error(documents[step], variables),
    create: (lineItems: Line[], rest?: Record<string, unknown>, key?: string) =>
      client.value(create, { input: invoiceInput(lineItems, rest), key }),
    refusedCreate: (lineItems: Line[], rest?: Record<string, unknown>) => client.error(create, { input: invoiceInput(lineItems, rest) }),
    /** A tax invoice of these lines, approved. */
    issue: async (lineItems: Line[], rest?: Record<string, unknown>) => {
      const { id } = await client.value(create, { input: invoiceInput(lineItems, rest) })
      return client.value(approve, { id })
    },
    /** As the read model has it, not older than the revision given. */
    read: (id: string, minRevision?: number) =>
      client.value(`query ($id: ID!, $minRevision: Int) { invoice(id: $id, minRevision: $minRevision) { ${invoiceFields} } }`, {
        id,
        minRevision,
      }),
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
