import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { sendRejected, withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const dates = 'invoiceDate: "2024-10-15", dueDate: "2024-10-15"'
const input = `{ vendorId: $v, customerId: "c", ${dates}, lineItems: [] }`

describe('a variable that is null where null is not allowed is rejected before any field runs', () => {
  test.each([
    ['an argument', 'query ($v: ID = "i") { invoice(id: $v) { id } }', 'id'],
    [
      'a field of an input',
      `mutation ($v: ID = "v") { createInvoice(input: ${input}) { id } }`,
      'input.vendorId',
    ],
    [
      'an item of a list',
      'query ($v: InvoiceStatus = DRAFT) { invoices(filter: { status: [PAID, $v] }) { totalCount } }',
      'filter.status[1]',
    ],
    [
      'a condition below a mutation',
      'mutation ($v: Boolean = true) { approveInvoice(id: "i") { id @include(if: $v) } }',
      'if',
    ],
    ['a fragment', 'query ($v: ID = "i") { ...f } fragment f on Query { invoice(id: $v) { id } }', 'id'],
  ])('%s', async (_, query, path) => {
    expect(await sendRejected({ query, variables: { v: null } })).toEqual([
      { code: 'INVALID_INPUT', path, message: `${path}: must not be null, and the variable $v is` },
    ])
  })
})

test.each([
  ['where null is allowed', 'query ($v: ID = "c") { invoices(filter: { customerId: $v }) { totalCount } }'],
  [
    'that only another operation uses',
    `query A { invoices { totalCount } } query B($v: ID!) { ...f }
      fragment f on Query { invoice(id: $v) { id } }`,
  ],
])('a null %s is no mistake', async (_, query) => {
  const { send } = withFunctions(() => ({ ok: true, value: { totalCount: 0 } }))
  const body = JSON.stringify({
    query,
    operationName: query.startsWith('query A') ? 'A' : null,
    variables: { v: null },
  })
  expect((await send({ body })).errors).toBeUndefined()
})
