import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { graphqlJson, json } from './media-type.ts'
import { sendRejected, type TestRequest, withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

describe('a body that cannot be read is rejected as INVALID_INPUT', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  test.each([
    ['malformed JSON', { body: '{"query": ' }, /^The body is not JSON: /],
    [
      'JSON that is nested too deeply',
      { body: `{"query":"{ tenant { id } }","variables":${deep}}` },
      /^The body is nested too deeply to be read$/,
    ],
    ['a list of operations', { body: '[{"query":"{ __typename }"}]' }, /Send one operation as a JSON object/],
  ])('%s', async (_, request, message) => {
    const errors = await sendRejected(request)
    expect(errors).toMatchObject([{ code: 'INVALID_INPUT', message: expect.stringMatching(message) }])
  })
})

describe('the status of a response', () => {
  const approve = 'mutation { approveInvoice(id: "i-1") { id } }'
  const input = { vendorId: 'v', customerId: 'c', invoiceDate: '2024-10-15', dueDate: '2024-10-15' }
  const create = (changes: object, line: object = {}): TestRequest => ({
    query: 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }',
    variables: {
      input: {
        ...input,
        lineItems: [{ description: 'd', quantity: '1', unitPrice: '1', ...line }],
        ...changes,
      },
    },
  })
  const aliases = Array.from({ length: 51 }, (_, index) => `a${index}: __typename`).join(' ')
  const money = '{ amount currency formattedAmount }'
  const notes = `notes { id lines { value ${money} vatAmount ${money} total ${money} } }`
  const wellFormed: [string, TestRequest, number][] = [
    ['a syntax error', { query: '{ invoice(id: ' }, 400],
    ['an unknown field', { query: '{ nonsense }' }, 400],
    ['an unknown operation', { query: 'query A { __typename } query B { __typename }' }, 400],
    ['a missing variable', create({ lineItems: undefined }), 400],
    ['a Decimal that is no number', create({}, { quantity: 'many' }), 400],
    ['a date that does not exist', create({ invoiceDate: '2026-02-30' }), 400],
    ['too many aliases', { query: `{ ${aliases} }` }, 400],
    ['too many rows', { query: `{ invoices(first: 100) { nodes { ${notes} } } }` }, 400],
    [
      'a header key for two mutations',
      {
        query: 'mutation { a: approveInvoice(id: "1") { id } b: approveInvoice(id: "2") { id } }',
        headers: { 'Idempotency-Key': 'k-1' },
      },
      400,
    ],
    ['another tenant', { query: approve, headers: { 'X-Tenant-ID': 'bengal' } }, 403],
    ['a persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }, 400],
    ['a missing permission', { query: approve, role: 'auditor' }, 200],
  ]
  test.each(wellFormed)('application/json has 200 for a refusal: %s', async (_, request) => {
    for (const Accept of [undefined, '*/*', json]) {
      const headers = { ...request.headers, ...(Accept && { Accept }) }
      const response = await withInvoice().send({ ...request, headers })
      expect(response).toMatchObject({ status: 200, headers: { 'Content-Type': `${json}; charset=utf-8` } })
      expect(response.errors?.[0]?.extensions.code).toMatch(/^[A-Z_]+$/)
    }
  })

  test.each(wellFormed)(
    'application/graphql-response+json shows a refusal: %s',
    async (_, request, status) => {
      const headers = { ...request.headers, Accept: `${json};q=0.9, ${graphqlJson}` }
      expect(await withInvoice().send({ ...request, headers })).toMatchObject({
        status,
        headers: { 'Content-Type': `${graphqlJson}; charset=utf-8` },
      })
    },
  )

  const malformed: [string, TestRequest, number][] = [
    ['malformed JSON', { body: '{"query": ' }, 400],
    ['a list', { body: '[{"query":"{ __typename }"}]' }, 400],
    ['null', { body: 'null' }, 400],
    ['no query', { body: '{}' }, 400],
    ['a query that is not a text', { body: '{"query":1}' }, 400],
    ['variables that are not an object', { query: '{ __typename }', variables: 'x' }, 400],
    ['no token', { query: approve, role: null }, 401],
    ['a GET request', { method: 'GET', search: { query: '{ __typename }' } }, 405],
    ['another content type', { query: approve, headers: { 'Content-Type': 'text/plain' } }, 415],
  ]
  test.each(malformed)('both show a request that is not well-formed: %s', async (_, request, status) => {
    for (const Accept of [json, graphqlJson, '*/*']) {
      const response = await withInvoice().send({ ...request, headers: { ...request.headers, Accept } })
      const code = status === 401 ? 'UNAUTHENTICATED' : 'INVALID_INPUT'
      expect(response).toMatchObject({ status, errors: [{ extensions: { code } }] })
      expect(response.headers.Allow).toBe(status === 405 ? 'POST' : undefined)
    }
  })
})

test('only allowed origins get CORS headers', async () => {
  const { send } = withInvoice({ CORS_ORIGIN: 'https://a.example, https://b.example' })
  const allowedOrigin = async (origin: string) => {
    const { headers } = await send({ query: '{ __typename }', headers: { Origin: origin } })
    return headers['Access-Control-Allow-Origin']
  }
  expect(await allowedOrigin('https://b.example')).toBe('https://b.example')
  expect(await allowedOrigin('https://evil.example')).toBeUndefined()
})
