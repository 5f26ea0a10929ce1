import { afterEach, describe, expect, test } from '@jest/globals'
import { InvocationError } from '../../../infra/lambda/invocation-error.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const invoice = { id: 'i-1', invoiceNumber: 'INV-2026-11-23-000001', revision: 0 }
const answering = () => withFunctions(() => ({ ok: true, value: invoice }))
const approve = 'mutation { approveInvoice(id: "i-1") { id } }'

describe('dispatch', () => {
  test('a field goes to the function of its name, with who asks and for whom', async () => {
    const { ask, invocations } = answering()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const answer = await ask({
      query:
        'mutation { approveInvoice(id: "i-1", expectedRevision: 3, idempotencyKey: "k-1") { id invoiceNumber } }',
      role: 'finance_manager',
      headers: { 'X-Correlation-ID': 'c-1', traceparent },
    })
    expect(answer).toMatchObject({
      status: 200,
      data: { approveInvoice: { id: 'i-1', invoiceNumber: 'INV-2026-11-23-000001' } },
    })
    expect(answer.headers).toMatchObject({ 'X-Correlation-ID': 'c-1' })
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
        },
      },
    ])
  })

  test('43 __typename needs no function', async () => {
    const { ask, invocations } = answering()
    expect(await ask({ query: '{ __typename }' })).toMatchObject({
      status: 200,
      data: { __typename: 'Query' },
    })
    expect(invocations).toEqual([])
  })

  test('a field that is not built yet says so', async () => {
    const { ask, invocations } = answering()
    const answer = await ask({ query: '{ agedReceivables(on: "2026-11-23") { customerId } }' })
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'NOT_AVAILABLE',
      params: { field: 'agedReceivables' },
    })
    expect(invocations).toEqual([])
  })

  test('a refusal of the function is shown with its code, path and parameters', async () => {
    const error = {
      code: 'DUE_BEFORE_INVOICE_DATE',
      message: 'too early',
      path: 'input.dueDate',
      params: { dueDate: '2024-01-01' },
      retryable: false,
    }
    const { ask } = withFunctions(() => ({ ok: false, error }))
    const answer = await ask({ query: approve, headers: { 'x-correlation-id': 'c-2' } })
    expect(answer).toMatchObject({ status: 200, data: { approveInvoice: null } })
    expect(answer.errors).toEqual([
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
  ] as const)('%s is shown as %s', async (failure, code, retryable) => {
    const { ask } = withFunctions(() => {
      throw new InvocationError(failure, 'approve-invoice', 'password of the store is hunter2')
    })
    const answer = await ask({ query: approve })
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code, retryable, correlationId: 'request-1' })
    expect(JSON.stringify(answer)).not.toContain('hunter2')
  })

  test.each([[null], [{ value: 1 }], ['text']])(
    'an answer that is none (%p) is an unexpected error',
    async (nonsense) => {
      const { ask } = withFunctions(() => nonsense)
      expect((await ask({ query: approve })).errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
    },
  )

  test('an answer that breaks the contract is an unexpected error and hides no sibling', async () => {
    const { ask } = withFunctions(({ envelope }) => ({
      ok: true,
      value: { ...invoice, revision: envelope.input.id === 'bad' ? 'x' : 1 },
    }))
    const answer = await ask({
      query: '{ a: invoice(id: "bad") { revision } b: invoice(id: "good") { revision } }',
    })
    expect(answer).toMatchObject({ status: 200, data: { a: null, b: { revision: 1 } } })
    expect(answer.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
  })

  test('44 two mutations, the second refused: the answer of the first is still there', async () => {
    const { ask, invocations } = withFunctions(({ key }) =>
      key === 'cancel-invoice'
        ? { ok: false, error: { code: 'INVALID_STATE', message: 'PAID', retryable: false } }
        : { ok: true, value: invoice },
    )
    const answer = await ask({
      query: 'mutation { approveInvoice(id: "i-1") { id } cancelInvoice(id: "i-1", reason: "r") { id } }',
    })
    expect(answer).toMatchObject({
      status: 200,
      data: { approveInvoice: { id: 'i-1' }, cancelInvoice: null },
    })
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_STATE'])
    expect(invocations.map(({ key }) => key)).toEqual(['approve-invoice', 'cancel-invoice'])
  })
})
