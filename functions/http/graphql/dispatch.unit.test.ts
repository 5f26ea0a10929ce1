import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { InvocationError, responseTooLarge } from '../../../infra/lambda/invocation-error.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const invoice = { id: 'i-1', invoiceNumber: 'INV-2026-11-23-000001', revision: 0 }
const withOneInvoice = () => withFunctions(() => ({ ok: true, value: invoice }))
const approve = 'mutation { approveInvoice(id: "i-1") { id } }'

describe('dispatch', () => {
  test('a field invokes the function of the same name, with the caller and the tenant', async () => {
    const { send, invocations } = withOneInvoice()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const response = await send({
      query: `mutation {
        approveInvoice(id: "i-1", expectedRevision: 3, idempotencyKey: "k-1") { id invoiceNumber }
      }`,
      role: 'finance_manager',
      headers: { 'X-Correlation-ID': 'c-1', traceparent },
    })
    expect(response).toMatchObject({
      status: 200,
      data: { approveInvoice: { id: 'i-1', invoiceNumber: 'INV-2026-11-23-000001' } },
    })
    expect(response.headers).toMatchObject({ 'X-Correlation-ID': 'c-1' })
    expect(invocations).toEqual([
      {
        key: 'approve-invoice',
        envelope: {
          field: 'approveInvoice',
          input: { id: 'i-1', expectedRevision: 3 },
          context: {
            tenantId: 'acme',
            actor: { id: 'u-1', role: 'finance_manager' },
            permissions: expect.arrayContaining(['invoice:approve']),
            correlationId: 'c-1',
            causationId: 'request-1',
            idempotencyKey: 'k-1',
            traceparent,
          },
          selection: { paths: ['id', 'invoiceNumber'], parts: 1 },
        },
      },
    ])
  })

  test('a query tells the function what is selected, and how many fields share the response', async () => {
    const { send, invocations } = withFunctions(() => ({ ok: true, value: null }))
    await send({
      query: '{ a: invoices { nodes { ...f } } tenant { name } } fragment f on Invoice { id status }',
    })
    expect(invocations.map(({ envelope }) => envelope.selection)).toEqual([
      { paths: ['nodes.id', 'nodes.status'], parts: 2 },
      { paths: ['name'], parts: 2 },
    ])
  })

  test('a mutation tells the function what is selected', async () => {
    const { send, invocations } = withFunctions(() => ({ ok: true, value: null }))
    await send({ query: 'mutation { submitInvoice(id: "i-1") { revision notes { id } } }' })
    expect(invocations.map(({ envelope }) => envelope.selection)).toEqual([
      { paths: ['revision', 'notes.id'], parts: 1 },
    ])
  })

  test('at most four root fields of a request run at a time', async () => {
    let [running, most] = [0, 0]
    const { send, invocations } = withFunctions(async () => {
      most = Math.max(most, ++running)
      await setImmediate()
      running--
      return { ok: true, value: invoice }
    })
    const fields = Array.from({ length: 30 }, (_, index) => `a${index}: invoice(id: "i-${index}") { id }`)
    const { errors } = await send({ query: `{ ${fields.join(' ')} }` })
    expect({ errors, most, count: invocations.length }).toEqual({ errors: undefined, most: 4, count: 30 })
  })

  test('43 __typename invokes no function', async () => {
    const { send, invocations } = withOneInvoice()
    expect(await send({ query: '{ __typename }' })).toMatchObject({
      status: 200,
      data: { __typename: 'Query' },
    })
    expect(invocations).toEqual([])
  })

  test('the response shows an error of the function with its code, path and parameters', async () => {
    const error = {
      code: 'DUE_BEFORE_INVOICE_DATE',
      message: 'too early',
      path: 'input.dueDate',
      params: { dueDate: '2024-01-01' },
      retryable: false,
    }
    const { send } = withFunctions(() => ({ ok: false, error }))
    const response = await send({ query: approve, headers: { 'x-correlation-id': 'c-2' } })
    expect(response).toMatchObject({ status: 200, data: { approveInvoice: null } })
    expect(response.errors).toEqual([
      {
        message: 'too early',
        locations: [{ line: 1, column: 12 }],
        path: ['approveInvoice'],
        extensions: {
          code: 'DUE_BEFORE_INVOICE_DATE',
          path: 'input.dueDate',
          params: { dueDate: '2024-01-01' },
          retryable: false,
          correlationId: 'c-2',
        },
      },
    ])
  })

  test.each([
    ['FUNCTION_THROTTLED', 'STORE_UNAVAILABLE', true],
    ['FUNCTION_TIMED_OUT', 'STORE_UNAVAILABLE', true],
    ['FUNCTION_UNREACHABLE', 'STORE_UNAVAILABLE', true],
    ['FUNCTION_FAILED', 'INTERNAL_SERVER_ERROR', false],
    ['FUNCTION_NOT_FOUND', 'INTERNAL_SERVER_ERROR', false],
  ] as const)('%s becomes %s', async (failure, code, retryable) => {
    const { send } = withFunctions(() => {
      throw new InvocationError(failure, 'approve-invoice', 'password of the store is hunter2')
    })
    const response = await send({ query: approve })
    expect(response.errors?.[0]?.extensions).toMatchObject({ code, retryable, correlationId: 'request-1' })
    expect(JSON.stringify(response)).not.toContain('hunter2')
  })

  test.each([
    ['input', 'RequestTooLargeException', 'INPUT_TOO_LARGE', 'input', /nothing was done/],
    ['answer', responseTooLarge, 'QUERY_TOO_COMPLEX', null, /has taken effect.*same idempotency key/],
  ])('an %s over 6 MB is an error that a client can act on', async (_, errorType, code, path, message) => {
    const { send } = withFunctions(() => {
      throw new InvocationError('PAYLOAD_TOO_LARGE', 'approve-invoice', 'too large', { errorType })
    })
    expect((await send({ query: approve })).errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code, path, params: { limitBytes: 6 * 1024 * 1024 }, retryable: false },
    })
  })

  test.each([[null], [{ value: 1 }], ['text']])(
    '%p instead of an answer is an unexpected error',
    async (nonsense) => {
      const { send } = withFunctions(() => nonsense)
      expect((await send({ query: approve })).errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
    },
  )

  test('a value that breaks the contract is an unexpected error and does not hide its sibling', async () => {
    const { send } = withFunctions(({ envelope }) => ({
      ok: true,
      value: { ...invoice, revision: envelope.input.id === 'bad' ? 'x' : 1 },
    }))
    const response = await send({
      query: '{ a: invoice(id: "bad") { revision } b: invoice(id: "good") { revision } }',
    })
    expect(response).toMatchObject({ status: 200, data: { a: null, b: { revision: 1 } } })
    expect(response.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
  })

  test('44 an error of the second mutation does not hide the result of the first', async () => {
    const { send, invocations } = withFunctions(({ key }) =>
      key === 'cancel-invoice'
        ? { ok: false, error: { code: 'INVALID_STATE', message: 'PAID', retryable: false } }
        : { ok: true, value: invoice },
    )
    const response = await send({
      query: 'mutation { approveInvoice(id: "i-1") { id } cancelInvoice(id: "i-1", reason: "r") { id } }',
    })
    expect(response).toMatchObject({
      status: 200,
      data: { approveInvoice: { id: 'i-1' }, cancelInvoice: null },
    })
    expect(response.errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_STATE'])
    expect(invocations.map(({ key }) => key)).toEqual(['approve-invoice', 'cancel-invoice'])
  })
})
