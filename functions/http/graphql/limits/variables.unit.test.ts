import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { sendRejected } from '../testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const create = 'mutation ($in: CreateInvoiceInput!) { createInvoice(input: $in) { id } }'
const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, 1]))
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

describe('variables that no input can accept are rejected before GraphQL reads them', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['a long text', { notes: 'x'.repeat(5_001) }, 'input.notes', /5000 characters/],
    [
      'a long text in a list',
      { lineItems: [{}, { description: 'x'.repeat(900_000) }] },
      'input.lineItems[1].description',
      /5000 characters/,
    ],
    ['a long name', { buyer: { ['n'.repeat(201)]: 1 } }, 'input.buyer', /200 characters/],
    ['many fields', { seller: fields(101) }, 'input.seller', /100 fields/],
    ['many levels', nested(11), `input${'.a'.repeat(10)}`, /10 levels/],
    ['a list of lists', [[[[[[[[[[[1]]]]]]]]]]], `input${'[0]'.repeat(10)}`, /10 levels/],
  ])('%s', async (_, value, path, message) => {
    expect(await sendRejected({ query: create, variables: { in: value } })).toMatchObject([
      { code: 'INVALID_INPUT', path, message: expect.stringMatching(message) },
    ])
  })

  test('also in a variable that the document does not use', async () => {
    const variables = { other: 'x'.repeat(5_001) }
    expect(await sendRejected({ query: '{ __typename }', variables })).toMatchObject([{ path: 'variables' }])
  })
})

test('a variable whose value GraphQL would not find is rejected before any field runs', async () => {
  const body =
    '{"query":"query ($__proto__: ID!) { invoice(id: $__proto__) { id } }","variables":{"__proto__":"i"}}'
  expect(await sendRejected({ body })).toMatchObject([{ code: 'INVALID_INPUT', path: 'variables' }])
})

test('the errors of an object do not repeat it', async () => {
  const value = { ...fields(60), notes: 'y'.repeat(5_000) }
  const errors = await sendRejected({ query: create, variables: { in: value } })
  expect(errors.length).toBeGreaterThan(40)
  expect(JSON.stringify(errors)).not.toContain('yy')
})

test('a long operation name is rejected and not repeated', async () => {
  const body = JSON.stringify({ query: 'query A { __typename }', operationName: 'A'.repeat(201) })
  expect(await sendRejected({ body })).toEqual([
    {
      code: 'INVALID_INPUT',
      path: 'operationName',
      message: 'operationName: a name has at most 200 characters',
    },
  ])
})

test('a document with many mistakes is rejected with at most 20 errors and a last one', async () => {
  const query = `query (${Array.from({ length: 200 }, (_, n) => `$v${n}: Int`).join(' ')}) { __typename }`
  const errors = await sendRejected({ query })
  expect(errors).toHaveLength(21)
  expect(errors.at(-1)?.message).toMatch(/Too many validation errors/)
})
