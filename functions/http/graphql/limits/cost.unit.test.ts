import { afterEach, expect, test } from '@jest/globals'
import { getIntrospectionQuery } from 'graphql'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { sendRejected, withFunctions } from '../testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const page = (fields: string) => `query ($n: Int) { invoices(first: $n) { nodes { ${fields} } } }`
const money = '{ amount currency formattedAmount }'
const noteLines = `lines { value ${money} supplementaryDuty ${money} vatAmount ${money} total ${money} }`
const notes = page(`notes { id ${noteLines} }`)
const lines = page(`id lineItems { id description amount ${money} vatAmount ${money} }`)

test('every line of every note is too much for a page of 100 invoices', async () => {
  expect(await sendRejected({ query: notes, variables: { n: 100 } })).toMatchObject([
    { code: 'QUERY_TOO_COMPLEX', message: expect.stringContaining('smaller page') },
  ])
})

test.each([
  ['every line of every note of 10 invoices', notes, 10],
  ['every line of 100 invoices', lines, 100],
])('%s may be queried', async (_, query, n) => {
  const { send } = withFunctions(() => ({ ok: true, value: { nodes: [] } }))
  expect(await send({ query, variables: { n } })).toMatchObject({
    status: 200,
    data: { invoices: { nodes: [] } },
  })
})

test('39 a page size out of range reaches the function, which rejects it with its path', async () => {
  const { send, invocations } = withFunctions(() => ({ ok: true, value: null }))
  await send({ query: page('id'), variables: { n: 101 } })
  expect(invocations).toMatchObject([{ envelope: { input: { first: 101, orderBy: 'NEWEST' } } }])
})

test('where clients may read the schema, the query of tools is cheap and many aliases are too much', async () => {
  const { send } = withFunctions(() => undefined)
  const whole = await send({ query: getIntrospectionQuery() })
  expect([whole.errors, whole.data]).toEqual([undefined, { __schema: expect.anything() }])

  const aliases = (name: string, field: string) =>
    Array.from({ length: 25 }, (_, index) => `${name}${index}: ${field}`).join(' ')
  const types = `{ __schema { types { ${aliases('a', 'fields { type { ...f } }')} } } }`
  const query = `${types} fragment f on __Type { ${aliases('b', 'fields { name }')} }`
  expect(await sendRejected({ query })).toMatchObject([
    { code: 'QUERY_TOO_COMPLEX', message: expect.stringContaining('values') },
  ])
})

test('fragments that spread themselves, or others many times, are rejected', async () => {
  const circle = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'
  expect(await sendRejected({ query: circle })).toMatchObject([{ code: 'INVALID_INPUT' }])
  const chain = Array.from(
    { length: 40 },
    (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`,
  ).join(' ')
  const query = `{ ...f0 } ${chain} fragment f40 on Query { __typename }`
  expect(await sendRejected({ query })).toMatchObject([{ code: 'QUERY_TOO_COMPLEX' }])
})
