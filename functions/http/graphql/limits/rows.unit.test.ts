import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { sendRejected, withFunctions } from '../testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')
const page = 'invoices(first: 100) { nodes { id } }'
const vatReturn = 'vatReturn(from: "2026-01-01", to: "2026-01-31") { outputVat { amount } }'
const book = 'salesBook(from: "2026-01-01", to: "2026-01-31", first: 100) { nodes { kind } }'
const entities = (n: string) => `_entities(representations: ${n}) { __typename }`
const references = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ __typename: 'Invoice', id: `i-${index}` }))

test.each([
  ['50 pages of 100', { query: `{ ${aliased(50, page)} }` }, 5_000],
  ['6 pages of 100', { query: `{ ${aliased(6, page)} }` }, 600],
  ['26 default pages', { query: `{ ${aliased(26, 'invoices { totalCount }')} }` }, 520],
  [
    'pages of a size that is the default of a variable',
    { query: `query ($n: Int = 100) { ${aliased(6, 'invoices(first: $n) { totalCount }')} }` },
    600,
  ],
  [
    'pages in fragments',
    { query: `{ ...f ...g } fragment f on Query { ${aliased(5, page)} } fragment g on Query { x: ${page} }` },
    600,
  ],
  [
    '501 entities',
    { query: `query ($r: [_Any!]!) { ${entities('$r')} }`, variables: { r: references(501) } },
    501,
  ],
  [
    'entities that are the default of a variable with the name of a method',
    { query: `query ($valueOf: [_Any!]! = [${'{ id: "i" } '.repeat(501)}]) { ${entities('$valueOf')} }` },
    501,
  ],
  [
    'entities under several aliases',
    { query: `query ($r: [_Any!]!) { ${aliased(2, entities('$r'))} }`, variables: { r: references(251) } },
    502,
  ],
  ['6 histories', { query: `{ ${aliased(6, 'invoiceHistory(id: "i-1") { type }')} }` }, 600],
  [
    '26 states that are folded from streams',
    { query: `{ ${aliased(26, 'invoice(id: "i-1", asOf: "2026-01-01T00:00:00Z") { id }')} }` },
    520,
  ],
  ['13 returns', { query: `{ ${aliased(13, vatReturn)} }` }, 520],
  ['6 pages of 100 of a book', { query: `{ ${aliased(6, book)} }` }, 600],
  [
    'pages and entities together',
    {
      query: `query ($r: [_Any!]!) { ${entities('$r')} ${aliased(3, page)} }`,
      variables: { r: references(201) },
    },
    501,
  ],
])('%s are too many rows for one request', async (_, request, rows) => {
  const [error] = await sendRejected(request)
  expect(error).toMatchObject({
    code: 'QUERY_TOO_COMPLEX',
    message: expect.stringContaining(` ${rows} rows`),
  })
})

test.each([
  ['5 pages of 100', `{ ${aliased(5, page)} }`],
  ['the returns of 12 months', `{ ${aliased(12, vatReturn)} }`],
  ['50 pages of 10', `{ ${aliased(50, 'invoices(last: 10) { nodes { id } }')} }`],
  [
    'the same page in two fragments',
    `{ ...f ...g } fragment f on Query { ${aliased(5, page)} } fragment g on Query { ${aliased(5, page)} }`,
  ],
  [
    'pages that are skipped',
    `{ ${aliased(5, page)} x: invoices(first: 100) @skip(if: true) { totalCount } }`,
  ],
  [
    'pages that are not included',
    `{ ${aliased(5, page)} x: invoices(first: 100) @include(if: false) { totalCount } }`,
  ],
])('%s may be queried', async (_, query) => {
  const { send } = withFunctions(() => ({ ok: true, value: { nodes: [], outputVat: { amount: '0.00' } } }))
  const { status, errors } = await send({ query })
  expect({ status, errors }).toEqual({ status: 200, errors: undefined })
})
