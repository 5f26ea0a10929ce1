/** The commands that clients send. */
export type Kind =
  | 'create'
  | 'submit'
  | 'approve'
  | 'pay'
  | 'credit'
  | 'debit'
  | 'writeOff'
  | 'cancel'
  | 'receipt'
  | 'allocate'
  | 'reverseReceipt'

const invoice = '{ id revision invoiceNumber mushakNumber lineItems { id } }'
const receipt = '{ id revision }'
const mutation = (signature: string, call: string, fields: string): string =>
  `mutation ($key: String!, ${signature}) { ${call.replace(')', ', idempotencyKey: $key)')} ${fields} }`

/** The GraphQL operation of each command. The idempotency key is `$key`. */
export const operations: Readonly<Record<Kind, string>> = {
  create: mutation('$input: CreateInvoiceInput!', 'createInvoice(input: $input)', invoice),
  submit: mutation('$id: ID!', 'submitInvoice(id: $id)', invoice),
  approve: mutation('$id: ID!', 'approveInvoice(id: $id)', invoice),
  pay: mutation(
    '$id: ID!, $input: RecordPaymentInput!',
    'recordPayment(invoiceId: $id, input: $input)',
    invoice,
  ),
  credit: mutation(
    '$id: ID!, $lines: [CreditNoteLineInput!]!, $reason: String!',
    'issueCreditNote(invoiceId: $id, lines: $lines, reason: $reason)',
    invoice,
  ),
  debit: mutation(
    '$id: ID!, $lines: [DebitNoteLineInput!]!, $reason: String!',
    'issueDebitNote(invoiceId: $id, lines: $lines, reason: $reason)',
    invoice,
  ),
  writeOff: mutation(
    '$id: ID!, $reason: String!',
    'writeOffBalance(invoiceId: $id, reason: $reason)',
    invoice,
  ),
  cancel: mutation('$id: ID!, $reason: String!', 'cancelInvoice(id: $id, reason: $reason)', invoice),
  receipt: mutation('$input: RecordReceiptInput!', 'recordReceipt(input: $input)', receipt),
  allocate: mutation(
    '$id: ID!, $allocations: [ReceiptAllocationInput!]!',
    'allocateReceipt(receiptId: $id, allocations: $allocations)',
    receipt,
  ),
  reverseReceipt: mutation(
    '$id: ID!, $reason: String!',
    'reverseReceipt(receiptId: $id, reason: $reason)',
    receipt,
  ),
}

/**
 * The events that carry out each command. A command that succeeded has exactly one of each type that it has,
 * and at least one. One that finds nothing to change records its key alone.
 */
export const effects: Readonly<Record<Kind, readonly string[]>> = {
  create: ['InvoiceCreated'],
  submit: ['InvoiceSubmitted', 'InvoiceLeftUnchanged'],
  approve: ['InvoiceApproved', 'InvoiceLeftUnchanged'],
  pay: ['PaymentRecorded', 'InvoiceLeftUnchanged'],
  credit: ['CreditNoteIssued', 'InvoiceLeftUnchanged'],
  debit: ['DebitNoteIssued', 'InvoiceLeftUnchanged'],
  writeOff: ['BalanceWrittenOff', 'InvoiceLeftUnchanged'],
  cancel: ['CreditNoteIssued', 'InvoiceCancelled', 'InvoiceLeftUnchanged'],
  receipt: ['ReceiptRecorded', 'ReceiptLeftUnchanged'],
  allocate: ['ReceiptAllocated', 'ReceiptLeftUnchanged'],
  reverseReceipt: ['ReceiptReversed', 'ReceiptLeftUnchanged'],
}

/** The events that decide a document, which then gets exactly one legal number. */
export const decidesDocument = (type: string): boolean =>
  ['InvoiceApproved', 'CreditNoteIssued', 'DebitNoteIssued'].includes(type)
