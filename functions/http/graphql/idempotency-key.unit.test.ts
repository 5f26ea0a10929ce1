import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { type Asked, withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const answering = () => withFunctions(() => ({ ok: true, value: { id: 'i-1', revision: 0 } }))
const approve = 'mutation { approveInvoice(id: "i-1") { id } }'

describe('idempotency', () => {
  const keyed = (asked: Asked) => ({ ...asked, headers: { 'Idempotency-Key': 'k-1' } })

  test('the header stands for the argument', async () => {
    const { ask, invocations } = answering()
    await ask(keyed({ query: approve }))
    await ask(keyed({ query: 'mutation { approveInvoice(id: "i-1", idempotencyKey: "k-1") { id } }' }))
    expect(invocations.map(({ envelope }) => envelope.context.idempotencyKey)).toEqual(['k-1', 'k-1'])
  })

  test('the header and another argument: refused', async () => {
    const { ask, invocations } = answering()
    const answer = await ask(
      keyed({ query: 'mutation { approveInvoice(id: "i-1", idempotencyKey: "k-2") { id } }' }),
    )
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'idempotencyKey' })
    expect(invocations).toEqual([])
  })

  test.each([
    [
      'two fields',
      'mutation { approveInvoice(id: "i-1") { id } cancelInvoice(id: "i-1", reason: "r") { id } }',
    ],
    ['two aliases', 'mutation { a: approveInvoice(id: "i-1") { id } b: approveInvoice(id: "i-2") { id } }'],
    [
      'a fragment',
      'mutation { ...two } fragment two on Mutation { a: approveInvoice(id: "i-1") { id } ... { b: approveInvoice(id: "i-2") { id } } }',
    ],
    [
      'a field that is skipped',
      'mutation { a: approveInvoice(id: "i-1") { id } b: approveInvoice(id: "i-2") @skip(if: true) { id } }',
    ],
  ])('44 the header with two mutations (%s): refused before anything runs', async (_, query) => {
    const { ask, invocations } = answering()
    const answer = await ask(keyed({ query }))
    expect(answer).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'INVALID_INPUT', path: 'Idempotency-Key' } }],
    })
    expect(answer.data).toBeUndefined()
    expect(invocations).toEqual([])
  })

  test('the header with one mutation written twice, or with queries, is fine', async () => {
    const { ask, invocations } = answering()
    await ask(
      keyed({
        query:
          'mutation { approveInvoice(id: "i-1") { id } approveInvoice(id: "i-1") { revision } __typename }',
      }),
    )
    await ask(keyed({ query: '{ a: invoice(id: "i-1") { id } b: invoice(id: "i-2") { id } }' }))
    expect(invocations.length).toBe(3)
  })

  test.each([[''], ['x'.repeat(201)], ['a\nb'], [' a'], ['ক']])('a bad key %p: refused', async (key) => {
    const { ask, invocations } = answering()
    const answer = await ask({
      query: 'mutation ($k: String) { approveInvoice(id: "i-1", idempotencyKey: $k) { id } }',
      variables: { k: key },
    })
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'idempotencyKey' })
    expect(invocations).toEqual([])
  })
})
