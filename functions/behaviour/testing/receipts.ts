import type { Client } from '../../../infra/run/local/testing/client.ts'
import { waitFor } from './wait-for.ts'

const receiptFields = `
  id customerId customer { id } amount { amount } allocated { amount } unapplied { amount } reversed { amount }
  allocations {
    paymentId invoiceId invoiceNumber mushakNumber amount { amount } state refusal { code message }
  }
  method paidOn reference bankAccountId recordedBy recordedAt reversedBy reversedOn reversalReason revision`

const documents = {
  record: `mutation ($input: RecordReceiptInput!, $key: String) {
    recordReceipt(input: $input, idempotencyKey: $key) { ${receiptFields} }
  }`,
  allocate: `mutation ($id: ID!, $allocations: [ReceiptAllocationInput!]!, $accept: Boolean, $key: String) {
    allocateReceipt(
      receiptId: $id, allocations: $allocations, acceptOverpayment: $accept, idempotencyKey: $key
    ) {
      ${receiptFields}
    }
  }`,
  reverse: `mutation ($id: ID!, $reason: String!, $reversedOn: Date, $key: String) {
    reverseReceipt(receiptId: $id, reason: $reason, reversedOn: $reversedOn, idempotencyKey: $key) {
      ${receiptFields}
    }
  }`,
}
export type ReceiptStep = keyof typeof documents

const readOne = `query ($id: ID!) { receipt(id: $id) { ${receiptFields} } }`
const readList = `query ($customerId: ID, $first: Int, $after: String, $last: Int, $before: String) {
  receipts(customerId: $customerId, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id } edges { cursor node { id amount { amount } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

/** An invoice, or its id, and an amount. */
export type Part = readonly [{ id: string } | string, string]

export const partsOf = (...parts: readonly Part[]) =>
  parts.map(([invoice, amount]) => ({
    invoiceId: typeof invoice === 'string' ? invoice : invoice.id,
    amount,
  }))

/** A bank transfer from customer-1. */
export const transfer = (
  amount: string,
  allocations: readonly object[] = [],
  more: Record<string, unknown> = {},
) => ({
  customerId: 'customer-1',
  amount,
  method: 'BANK_TRANSFER',
  bankAccountId: 'acc-1',
  paidOn: '2024-10-20',
  allocations,
  ...more,
})

/** The mutations and queries on receipts of one signed-in user. */
export const receiptsOf = (client: Client) => ({
  /** Sends a mutation and returns the receipt. Throws when the response contains an error. */
  run: (step: ReceiptStep, variables: object) => client.value(documents[step], variables),
  /** Sends a mutation and returns its error. Throws when there is none. */
  expectError: (step: ReceiptStep, variables: object) => client.error(documents[step], variables),
  read: (id: string) => client.value(readOne, { id }),
  list: (variables: object) => client.value(readList, variables),
  /** Waits until the read model has the revision. */
  awaitRow: (id: string, revision: number) =>
    waitFor(async () => {
      const receipt = await client.value(readOne, { id })
      return receipt && receipt.revision >= revision ? receipt : undefined
    }),
})

export type ReceiptDesk = ReturnType<typeof receiptsOf>

/** Allocated, unapplied and reversed. */
export const sumsOf = ({ allocated, unapplied, reversed }: Record<string, { amount: string }>) => [
  allocated?.amount,
  unapplied?.amount,
  reversed?.amount,
]
