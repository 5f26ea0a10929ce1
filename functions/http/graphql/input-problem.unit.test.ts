import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { sendRejected } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const create = 'mutation ($in: CreateInvoiceInput!) { createInvoice(input: $in) { id } }'
const line = { description: 'Cement; 50 kg at "input.x"; y', quantity: '1', unitPrice: '10' }
const input = {
  vendorId: 'v',
  customerId: 'c',
  invoiceDate: '2024-10-15',
  dueDate: '2024-11-15',
  lineItems: [line],
}
const withLine = (changes: object) => ({ ...input, lineItems: [{ ...line, ...changes }] })

describe('4 an invalid variable is rejected with the path of its field, but without its value', () => {
  test.each([
    [
      'a bad date',
      { ...input, invoiceDate: '2025-02-30' },
      'input.invoiceDate',
      'input.invoiceDate: 2025-02-30 is not a date of the calendar',
    ],
    [
      'a bad decimal',
      { ...input, lineItems: [line, { ...line, quantity: '1e3' }] },
      'input.lineItems[1].quantity',
      /"1e3" is not a plain decimal/,
    ],
    ['a missing field', withLine({ quantity: undefined }), 'input.lineItems[0].quantity', /was not provided/],
    ['an unknown field', withLine({ colour: 'red' }), 'input.lineItems[0].colour', /is not defined by type/],
    [
      'an unknown enum value',
      withLine({ vatCategory: 'HALF' }),
      'input.lineItems[0].vatCategory',
      /does not exist/,
    ],
    ['null for a required field', { ...input, dueDate: null }, 'input.dueDate', /null/],
    ['a number for an object', 5, 'input', /object/],
    ['no value', undefined, 'input', /was not provided/],
  ])('%s', async (_, value, path, message) => {
    const errors = await sendRejected({ query: create, variables: { in: value } })
    expect(errors).toMatchObject([{ code: 'INVALID_INPUT', path }])
    expect(errors[0]?.message).toMatch(message)
    expect(errors[0]?.message).not.toContain('Cement')
  })
})

describe('4 an invalid literal is rejected with the path of its field', () => {
  test.each([
    [
      'createInvoice(input: { lineItems: [{ description: "d", quantity: "1e3", unitPrice: 1 }] })',
      'input.lineItems[0].quantity',
    ],
    ['cancelInvoice(id: "i", reason: "r", recipient: { colour: "x" })', 'recipient.colour'],
    ['cancelInvoice(id: "i")', 'reason'],
    ['cancelInvoice(id: "i", reason: "r", why: "x")', 'why'],
    ['cancelInvoice(id: true, reason: "r")', 'id'],
  ])('%s', async (field, path) => {
    const errors = await sendRejected({ query: `mutation { ${field} { id } }` })
    expect(errors).toContainEqual(
      expect.objectContaining({ code: 'INVALID_INPUT', path, message: expect.stringContaining(path) }),
    )
  })
})

test('messages suggest names of the schema in development, not in production', async () => {
  const production = { NODE_ENV: 'production' }
  const field = { query: '{ invoicez { totalCount } }' }
  const enumValue = { query: create, variables: { in: withLine({ vatCategory: 'STANDART' }) } }
  expect((await sendRejected(field))[0]?.message).toMatch(/Did you mean/)
  expect((await sendRejected(enumValue))[0]?.message).toMatch(/Did you mean/)
  expect((await sendRejected(field, production))[0]?.message).toBe(
    'Cannot query field "invoicez" on type "Query".',
  )
  expect((await sendRejected(enumValue, production))[0]?.message).not.toMatch(/Did you mean/)
})
