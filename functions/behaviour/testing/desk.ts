import { setTimeout as pause } from 'node:timers/promises'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import type { Client } from '../../../infra/run/local/testing/client.ts'
import { startTestService } from '../../../infra/run/local/testing/service.ts'

/** The fields that the cases compare. */
export const invoiceFields = `
  id invoiceNumber mushakNumber status fiscalYear invoiceDate dueDate issueDate issuedAt revision
  place placeName addressOfIssue vendorId customerId vendorTIN vendorBIN customerTIN customerBIN
  seller { partyId name address bin tin } buyer { partyId name address bin tin nid }
  subtotal { amount } supplementaryDuty { amount } vatAmount { amount } advanceIncomeTax { amount }
  grandTotal { amount formattedAmount } vatDeductedAtSource { amount } expectedCash { amount }
  paidAmount { amount } refundedAmount { amount } creditedAmount { amount } debitedAmount { amount }
  writtenOffAmount { amount } balance { amount } refundDue { amount }
  createdBy submittedBy rejectionReason approvedBy approvedAt paidAt cancelledBy cancelledAt cancellationReason
  warnings { code path lineItemIds }
  lineItems {
    id description quantity unitPrice priceIncludesTax vatCategory vatRate supplyClass vatReturnNote
    amount { amount } vatAmount { amount } supplementaryDuty { amount } total { amount }
  }
  payments {
    id kind amount { amount } method paidOn reference reversed reversedOn reversalReason
    certificateNumber mobileNumber
  }
  notes {
    id kind number reason value { amount } supplementaryDuty { amount } vatAmount { amount } total { amount }
    recipient { name address bin } seller { name address } place placeName addressOfIssue vehicle
    lines { lineItemId quantity value { amount } }
  }`

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

/** Today's date in Dhaka, YYYY-MM-DD. */
export const today = (): string => dhakaDate(new Date().toISOString())
/** The dates of an invoice that is not overdue yet. */
export const dueToday = () => ({ invoiceDate: today(), dueDate: today() })

const mutation = (signature: string, call: string) =>
  `mutation (${signature}, $key: String) {
    ${call.replace(')', ', idempotencyKey: $key)')} { ${invoiceFields} }
  }`
const updateTenant = `mutation ($input: UpdateTenantInput!) {
  updateTenant(input: $input) { name address revision places { code name address } }
}`
const recipient = { parameter: '$recipient: NoteRecipientInput', argument: 'recipient: $recipient' }
const noteParameters = `$reason: String!, ${recipient.parameter}, $vehicle: String`
const noteArguments = `reason: $reason, ${recipient.argument}, vehicle: $vehicle`

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
    `$id: ID!, $reason: String!, ${recipient.parameter}`,
    `cancelInvoice(id: $id, reason: $reason, ${recipient.argument})`,
  ),
  pay: mutation('$id: ID!, $input: RecordPaymentInput!', 'recordPayment(invoiceId: $id, input: $input)'),
  reverse: mutation(
    '$id: ID!, $paymentId: ID!, $reason: String!, $reversedOn: Date',
    'reversePayment(invoiceId: $id, paymentId: $paymentId, reason: $reason, reversedOn: $reversedOn)',
  ),
  refund: mutation('$id: ID!, $input: RecordRefundInput!', 'recordRefund(invoiceId: $id, input: $input)'),
  writeOff: mutation('$id: ID!, $reason: String!', 'writeOffBalance(invoiceId: $id, reason: $reason)'),
  credit: mutation(
    `$id: ID!, $lines: [CreditNoteLineInput!]!, ${noteParameters}`,
    `issueCreditNote(invoiceId: $id, lines: $lines, ${noteArguments})`,
  ),
  debit: mutation(
    `$id: ID!, $lines: [DebitNoteLineInput!]!, ${noteParameters}`,
    `issueDebitNote(invoiceId: $id, lines: $lines, ${noteArguments})`,
  ),
}
type Step = keyof typeof documents

const readOne = `query ($id: ID!, $minRevision: Int) {
  invoice(id: $id, minRevision: $minRevision) { ${invoiceFields} }
}`
const readHistory = 'query ($id: ID!) { invoiceHistory(id: $id) { type } }'

/** The mutations and queries of one signed-in user. They return invoices with `invoiceFields`. */
export const deskOf = (client: Client) => ({
  client,
  /** Sends a mutation and returns the invoice. Throws when the response contains an error. */
  run: (step: Step, variables: object) => client.value(documents[step], variables),
  /** Sends a mutation and returns its error. Throws when there is none. */
  expectError: (step: Step, variables: object) => client.error(documents[step], variables),
  create: (lineItems: Line[], rest?: Record<string, unknown>, key?: string) =>
    client.value(documents.create, { input: invoiceInput(lineItems, rest), key }),
  expectCreateError: (lineItems: Line[], rest?: Record<string, unknown>) =>
    client.error(documents.create, { input: invoiceInput(lineItems, rest) }),
  /** Changes the tenant and returns it. */
  updateTenant: (input: object) => client.value(updateTenant, { input }),
  expectTenantError: (input: object) => client.error(updateTenant, { input }),
  /** Creates and approves an invoice with these lines. */
  issue: async (lineItems: Line[], rest?: Record<string, unknown>) => {
    const { id } = await client.value(documents.create, { input: invoiceInput(lineItems, rest) })
    return client.value(documents.approve, { id })
  },
  /** Reads an invoice at `minRevision` or later, from the event store if the read model is behind. */
  read: (id: string, minRevision?: number) => client.value(readOne, { id, minRevision }),
  /** Waits until the read model has the revision: lists, numbers and entities are looked up only there. */
  awaitRow: async (id: string, revision: number) => {
    for (;;) {
      const invoice = await client.value(readOne, { id })
      if (invoice && invoice.revision >= revision) return invoice
      await pause(5)
    }
  },
  /**
   * Reads the types of an invoice's events from the event store, so that no projection can be behind. An
   * invoice that does not exist has none.
   */
  readEventTypes: async (id: string): Promise<string[]> => {
    const entries = await client.value(readHistory, { id })
    return (entries ?? []).map(({ type }: { type: string }) => type)
  },
})

export type Desk = ReturnType<typeof deskOf>

/** Starts a service with its own stores, for an administrator of acme. Stop the service in afterAll. */
export const openDesk = async () => {
  const service = await startTestService()
  return { service, desk: deskOf(await service.as('admin', 'acme')) }
}
