import { randomInt } from 'node:crypto'

/**
 * What the requests refer to: tokens of a reader and of an administrator of a tenant with many invoices, and
 * of a reader of a tenant whose invoices are as large as allowed, with the one of them that has a history.
 */
export type Target = { reader: string; admin: string; largeReader: string; largeInvoiceId: string }

export type RequestParts = { headers: Record<string, string>; body: string }

export type CostlyRequest = {
  name: string
  /** How many are sent at once when the time of one is measured. Default 1. */
  atOnce?: number
  /** How often it is sent when its time is measured. Default 5. */
  rounds?: number
  /** The request of this index: where it matters, every index gives a different one. */
  partsOf(target: Target, index: number): RequestParts
}

const withToken = (token: string, body: object): RequestParts => ({
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
})

const bait = 'argument "a" of type '.repeat(20_000)
/** U+FDFA becomes 18 characters when it is normalized for the search. */
const ligatures = '\ufdfa'.repeat(34_000)
const pages = Array.from({ length: 50 }, (_, index) => `p${index}: invoices(first: 100) { nodes { id } }`)
const longName = 'n'.repeat(3_000_000)
const unusedVariables = Array.from({ length: 120 }, (_, index) => `$v${index}: Int`).join(', ')
const largeBody = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(5_900_000) })
const history =
  'query ($id: ID!) { invoiceHistory(id: $id) { revision type at by reason correlationId data } }'
const defaultPage = '{ invoices { totalCount nodes { id invoiceNumber grandTotal { amount } } } }'

/** Requests of one user that once took seconds, hundreds of megabytes or a large part of the log. */
export const costlyRequests: readonly CostlyRequest[] = [
  {
    name: 'text like an error message',
    partsOf: (target) =>
      withToken(target.reader, { query: `{ invoices(orderBy: """${bait}""") { totalCount } }` }),
  },
  {
    name: '102 kB of U+FDFA in a filter',
    partsOf: (target) =>
      withToken(target.reader, {
        query: 'query ($text: String) { invoices(filter: { text: $text }) { totalCount } }',
        variables: { text: ligatures },
      }),
  },
  {
    name: '50 pages of 100 invoices',
    partsOf: (target) => withToken(target.reader, { query: `{ ${pages.join(' ')} }` }),
  },
  {
    name: 'a new document of 20 kB',
    rounds: 500,
    partsOf: (target, index) => withToken(target.reader, { query: largeDocument(index) }),
  },
  {
    name: 'operation name of 3 MB',
    partsOf: (target) =>
      withToken(target.reader, { query: `query ${longName}(${unusedVariables}) { __typename }` }),
  },
  {
    name: 'body of 5.9 MB without a token',
    atOnce: 80,
    rounds: 80,
    partsOf: () => ({ headers: { 'content-type': 'application/json' }, body: largeBody }),
  },
  {
    name: 'history of the largest invoice',
    partsOf: ({ largeReader, largeInvoiceId }) =>
      withToken(largeReader, { query: history, variables: { id: largeInvoiceId } }),
  },
  {
    name: 'default page of the largest invoices',
    partsOf: ({ largeReader }) => withToken(largeReader, { query: defaultPage }),
  },
  {
    name: '50 invoices with ids of 1,533 bytes',
    rounds: 2,
    partsOf: ({ admin }) => withToken(admin, { query: fiftyCreates, variables: longIds() }),
  },
]

const fifty = Array.from({ length: 50 }, (_, index) => index)

/** 20 kB with 9,900 tokens: what is kept of a document grows with its tokens. The field has no argument. */
const largeDocument = (index: number): string =>
  `query d${index} { tenant(unknown: [${'1 '.repeat(9_900)}]) { id } }`

const fiftyCreates = `mutation (${fifty.map((index) => `$i${index}: CreateInvoiceInput!`).join(' ')}) {
  ${fifty.map((index) => `c${index}: createInvoice(input: $i${index}) { id }`).join(' ')}
}`

/** Inputs whose ids are too long for an index of the database, also when it compresses them. */
const longIds = (): object =>
  Object.fromEntries(
    fifty.map((index) => {
      const [vendorId, customerId] = [longId(), longId()]
      const dates = { invoiceDate: '2025-10-15', dueDate: '2025-11-15' }
      const lineItems = [{ description: 'Goods', quantity: '1', unitPrice: '100' }]
      return [`i${index}`, { vendorId, customerId, ...dates, lineItems }]
    }),
  )
/** 511 characters of three bytes each. */
const longId = (): string =>
  String.fromCharCode(...Array.from({ length: 511 }, () => 0x4e00 + randomInt(20_000)))
