import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { sendRejected, withInvoice } from '../testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const line = { description: 'Cement', quantity: '1', unitPrice: '1' }
const invoice = (count: number, description = 'Cement') => ({
  vendorId: 'v',
  customerId: 'c',
  invoiceDate: '2024-10-15',
  dueDate: '2024-10-15',
  lineItems: Array.from({ length: count }, () => ({ ...line, description })),
})
const create = (count: number) =>
  `mutation ($input: CreateInvoiceInput!) {
    ${Array.from({ length: count }, (_, index) => `a${index}: createInvoice(input: $input) { id }`).join(' ')}
  }`
const tooLarge = (message: RegExp) => [
  { code: 'INPUT_TOO_LARGE', path: null, message: expect.stringMatching(message) },
]

describe('what all mutations of a request store together is bounded', () => {
  test('a variable counts as often as it is used', async () => {
    const variables = { input: invoice(21) }
    expect(await sendRejected({ query: create(50), variables })).toEqual(
      tooLarge(/1050 lines of input together, and at most 1000/),
    )
  })

  test('a batch of fifty invoices with twenty lines each is within the limit', async () => {
    const { send, invocations } = withInvoice()
    const { errors } = await send({ query: create(50), variables: { input: invoice(20) } })
    expect([errors, invocations.length]).toEqual([undefined, 50])
  })

  test('long texts are bounded by their bytes', async () => {
    const variables = { input: invoice(5, 'ক'.repeat(1_400)) }
    expect(await sendRejected({ query: create(48), variables })).toEqual(tooLarge(/bytes of input/))
  })

  test('what is written in the document counts too, also as a default and in a fragment', async () => {
    const lines = `[${'{ description: "C", quantity: "1", unitPrice: "1" } '.repeat(251)}]`
    const note = 'issueCreditNote(invoiceId: "i", reason: "r", lines: $lines) { id }'
    const creditLines = `[${'{ lineItemId: "l", quantity: "1" } '.repeat(501)}]`
    const inDocument = ['a', 'b', 'c', 'd'].map(
      (alias) => `${alias}: updateInvoice(id: "i", input: { lineItems: ${lines} }) { id }`,
    )
    expect(await sendRejected({ query: `mutation { ${inDocument.join(' ')} }` })).toEqual(
      tooLarge(/1004 lines/),
    )
    const withDefault = `mutation ($lines: [CreditNoteLineInput!]! = ${creditLines}) { ...f }
      fragment f on Mutation { a: ${note} b: ${note} }`
    expect(await sendRejected({ query: withDefault })).toEqual(tooLarge(/1002 lines/))
  })

  test.each(['constructor', 'toString'])('so does the default of a variable named %s', async (name) => {
    const lines = `[${'{ lineItemId: "l", quantity: "1" } '.repeat(501)}]`
    const note = `issueCreditNote(invoiceId: "i", reason: "r", lines: $${name}) { id }`
    const query = `mutation ($${name}: [CreditNoteLineInput!]! = ${lines}) { a: ${note} b: ${note} }`
    expect(await sendRejected({ query })).toEqual(tooLarge(/1002 lines/))
  })

  test('a field that is skipped or selected twice counts once at most', async () => {
    const { send, invocations } = withInvoice()
    const { errors } = await send({
      query: `mutation ($input: CreateInvoiceInput!) {
        a: createInvoice(input: $input) { id }
        a: createInvoice(input: $input) { revision }
        b: createInvoice(input: $input) @skip(if: true) { id }
      }`,
      variables: { input: invoice(500) },
    })
    expect([errors, invocations.length]).toEqual([undefined, 1])
  })

  test('queries store nothing', async () => {
    const { send, invocations } = withInvoice()
    const status = Array.from({ length: 1_200 }, () => 'DRAFT')
    const query = 'query ($filter: InvoiceFilter) { invoices(filter: $filter) { totalCount } }'
    await send({ query, variables: { filter: { status } } })
    expect(invocations).toHaveLength(1)
  })
})
