import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { type Asked, withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const refusedInput = async (asked: Asked, variables: Record<string, string> = {}) => {
  const { ask, invocations } = withFunctions(() => ({ ok: true, value: { id: 'i-1' } }), variables)
  const answer = await ask(asked)
  expect(invocations).toEqual([])
  expect(answer.status).toBe(400)
  expect(answer.data).toBeUndefined()
  const { errors = [] } = answer
  expect(errors).not.toEqual([])
  for (const { extensions } of errors)
    expect(extensions).toMatchObject({ retryable: false, correlationId: 'request-1' })
  return errors.map(({ message, extensions: { code, path } }) => ({ code, path, message }))
}

const create = 'mutation ($in: CreateInvoiceInput!) { createInvoice(input: $in) { id } }'
const line = { description: 'Cement; 50 kg at "input.x"; y', quantity: '1', unitPrice: '10' }
const input = {
  vendorId: 'v',
  customerId: 'c',
  invoiceDate: '2024-10-15',
  dueDate: '2024-11-15',
  lineItems: [line],
}

describe('4 bad variables are refused, and the field is named', () => {
  test.each([
    [
      'bad date',
      { ...input, invoiceDate: '2025-02-30' },
      'input.invoiceDate',
      'input.invoiceDate: 2025-02-30 is not a day of the calendar',
    ],
    [
      'bad decimal',
      { ...input, lineItems: [line, { ...line, quantity: '1e3' }] },
      'input.lineItems[1].quantity',
      /"1e3" is not a plain decimal/,
    ],
    [
      'missing field',
      { ...input, lineItems: [{ ...line, quantity: undefined }] },
      'input.lineItems[0].quantity',
      /was not provided/,
    ],
    [
      'unknown field',
      { ...input, lineItems: [{ ...line, colour: 'red' }] },
      'input.lineItems[0].colour',
      /is not defined by type/,
    ],
    [
      'unknown enum value',
      { ...input, lineItems: [{ ...line, vatCategory: 'HALF' }] },
      'input.lineItems[0].vatCategory',
      /does not exist/,
    ],
    ['null where none may be', { ...input, dueDate: null }, 'input.dueDate', /null/],
    ['no object', 5, 'input', /object/],
    ['nothing', undefined, 'input', /was not provided/],
  ])('%s', async (_, given, path, message) => {
    const errors = await refusedInput({ query: create, variables: { in: given } })
    expect(errors).toMatchObject([{ code: 'INVALID_INPUT', path }])
    expect(errors[0]?.message).toMatch(message)
    expect(errors[0]?.message).not.toContain('Cement')
  })
})

describe('4 bad literals are refused, and the field is named', () => {
  test.each([
    [
      'createInvoice(input: { lineItems: [{ description: "d", quantity: 1e3, unitPrice: 1 }] })',
      'input.lineItems[0].quantity',
    ],
    [
      'cancelInvoice(id: "i", reason: "r", recipient: { colour: "x" })',
      'input.colour'.replace('input', 'recipient'),
    ],
    ['cancelInvoice(id: "i")', 'reason'],
    ['cancelInvoice(id: "i", reason: "r", why: "x")', 'why'],
    ['cancelInvoice(id: true, reason: "r")', 'id'],
  ])('%s', async (field, path) => {
    const errors = await refusedInput({ query: `mutation { ${field} { id } }` })
    expect(errors).toContainEqual(
      expect.objectContaining({ code: 'INVALID_INPUT', path, message: expect.stringContaining(path) }),
    )
  })
})

describe('bad requests are refused with a code', () => {
  test.each([
    ['malformed JSON', { body: '{"query": ' }, /The body is not JSON/],
    [
      'JSON in JSON in JSON',
      { body: `{"query":"{ tenant { id } }","variables":${'['.repeat(200_000)}${']'.repeat(200_000)}}` },
      /^The body is nested too deeply to be read$/,
    ],
    [
      'another content type',
      { query: '{ __typename }', headers: { 'Content-Type': 'text/plain' } },
      /send application\/json, not text\/plain/,
    ],
    [
      'several operations in a list',
      { body: '[{"query":"{ __typename }"}]' },
      /Send one operation as a JSON object/,
    ],
    ['null', { body: 'null' }, /object/],
    ['no query', { body: '{}' }, /query/],
    ['variables that are none', { query: '{ __typename }', variables: 'x' }, /variables/],
    ['a query that does not parse', { query: '{ invoice(id: ' }, /Syntax Error: Unexpected <EOF>/],
    ['an unknown field', { query: '{ invoices { total } }' }, /Cannot query field "total"/],
    ['a subscription', { query: 'subscription { x }' }, /subscription/],
    [
      'two operations and no name',
      { query: 'query A { __typename } query B { __typename }' },
      /what operation to execute/,
    ],
  ])('%s', async (_, asked, message) => {
    for (const { code, message: shown } of await refusedInput(asked)) {
      expect(code).toBe('INVALID_INPUT')
      expect(shown).toMatch(message)
    }
  })
})

describe('production gives away nothing of the schema', () => {
  const production = { NODE_ENV: 'production' }
  test('no introspection', async () => {
    expect(await refusedInput({ query: '{ __schema { types { name } } }' }, production)).toMatchObject([
      { code: 'INVALID_INPUT' },
      { code: 'INVALID_INPUT' },
    ])
    const { ask } = withFunctions(() => null)
    expect((await ask({ query: '{ __schema { queryType { name } } }' })).data).toBeDefined()
  })

  test('no suggestions', async () => {
    const asked = { query: '{ invoicez { totalCount } }' }
    expect((await refusedInput(asked))[0]?.message).toMatch(/Did you mean/)
    expect((await refusedInput(asked, production))[0]?.message).toBe(
      'Cannot query field "invoicez" on type "Query".',
    )
    const variables = { in: { ...input, lineItems: [{ ...line, vatCategory: 'STANDART' }] } }
    expect((await refusedInput({ query: create, variables }, production))[0]?.message).not.toMatch(
      /Did you mean/,
    )
  })
})

describe('limits', () => {
  test.each([
    ['tokens', `{ ${'a '.repeat(15_100)} }`],
    ['fields', `{ ${'__typename '.repeat(1_001)} }`],
    ['aliases', `{ ${Array.from({ length: 51 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
    ['levels of nesting', `{ ${'a{'.repeat(11)}a${'}'.repeat(11)} }`],
    [
      'levels of nesting',
      `{ a { b { c { d { ...f } } } } } fragment f on X { a { b { c { ...g } } } } fragment g on X { a { b { c { d { e } } } } }`,
    ],
  ])('%s', async (what, query) => {
    const errors = await refusedInput({ query })
    expect(errors).toMatchObject([{ code: 'QUERY_TOO_COMPLEX', message: expect.stringContaining(what) }])
    expect(await refusedInput({ query })).toEqual(errors)
  })

  test('fragments that spread themselves or each other many times end as an error', async () => {
    expect(
      await refusedInput({ query: '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }' }),
    ).toMatchObject([{ code: 'INVALID_INPUT' }])
    const chain = Array.from(
      { length: 40 },
      (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`,
    ).join(' ')
    expect(
      await refusedInput({ query: `{ ...f0 } ${chain} fragment f40 on Query { __typename }` }),
    ).toMatchObject([{ code: 'QUERY_TOO_COMPLEX' }])
  })

  const page = (fields: string) => `query ($n: Int) { invoices(first: $n) { nodes { ${fields} } } }`
  const money = '{ amount currency formattedAmount }'
  const note = `notes { id lines { value ${money} supplementaryDuty ${money} vatAmount ${money} total ${money} } }`

  test('cost: every line of every note is too much for 100 invoices, and fine for 10', async () => {
    expect(await refusedInput({ query: page(note), variables: { n: 100 } })).toMatchObject([
      { code: 'QUERY_TOO_COMPLEX', message: expect.stringContaining('smaller page') },
    ])
    const { ask } = withFunctions(() => ({ ok: true, value: { nodes: [] } }))
    expect(await ask({ query: page(note), variables: { n: 10 } })).toMatchObject({ status: 200 })
    expect(
      await ask({
        query: page(`id lineItems { id description amount ${money} vatAmount ${money} }`),
        variables: { n: 100 },
      }),
    ).toMatchObject({ status: 200 })
  })

  test('39 a page size out of bounds is left to the function, which names the field', async () => {
    const { ask, invocations } = withFunctions(() => ({ ok: true, value: null }))
    await ask({ query: page('id'), variables: { n: 101 } })
    expect(invocations).toMatchObject([{ envelope: { input: { first: 101, orderBy: 'NEWEST' } } }])
  })
})
