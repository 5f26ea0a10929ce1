import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { InvocationError } from '../../infra/lambda/invocation-error.ts'
import { provideHostRuntime } from '../../infra/lambda/runtime.ts'
import { type Asked, eventOf, withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const invoice = { id: 'i-1', invoiceNumber: 'INV-2026-11-23-000001', revision: 0 }
const answering = (value: unknown = invoice) => withFunctions(() => ({ ok: true, value }))
const approve = 'mutation { approveInvoice(id: "i-1") { id } }'

describe('dispatch', () => {
  test('a field goes to the function of its name, with who asks and for whom', async () => {
    const { ask, invocations } = answering()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const answer = await ask({
      query: 'mutation { approveInvoice(id: "i-1", expectedRevision: 3, idempotencyKey: "k-1") { id invoiceNumber } }',
      role: 'finance_manager',
      headers: { 'X-Correlation-ID': 'c-1', traceparent },
    })
    expect(answer).toMatchObject({ status: 200, data: { approveInvoice: { id: 'i-1', invoiceNumber: 'INV-2026-11-23-000001' } } })
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
    expect(await ask({ query: '{ __typename }' })).toMatchObject({ status: 200, data: { __typename: 'Query' } })
    expect(invocations).toEqual([])
  })

  test('a field that is not built yet says so', async () => {
    const { ask, invocations } = answering()
    const answer = await ask({ query: '{ agedReceivables(on: "2026-11-23") { customerId } }' })
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AVAILABLE', params: { field: 'agedReceivables' } })
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

  test.each([[null], [{ value: 1 }], ['text']])('an answer that is none (%p) is an unexpected error', async (nonsense) => {
    const { ask } = withFunctions(() => nonsense)
    expect((await ask({ query: approve })).errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
  })

  test('an answer that breaks the contract is an unexpected error and hides no sibling', async () => {
    const { ask } = withFunctions(({ envelope }) => ({ ok: true, value: { ...invoice, revision: envelope.input.id === 'bad' ? 'x' : 1 } }))
    const answer = await ask({ query: '{ a: invoice(id: "bad") { revision } b: invoice(id: "good") { revision } }' })
    expect(answer).toMatchObject({ status: 200, data: { a: null, b: { revision: 1 } } })
    expect(answer.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
  })

  test('44 two mutations, the second refused: the answer of the first is still there', async () => {
    const { ask, invocations } = withFunctions(({ key }) =>
      key === 'cancel-invoice'
        ? { ok: false, error: { code: 'INVALID_STATE', message: 'PAID', retryable: false } }
        : { ok: true, value: invoice },
    )
    const answer = await ask({ query: 'mutation { approveInvoice(id: "i-1") { id } cancelInvoice(id: "i-1", reason: "r") { id } }' })
    expect(answer).toMatchObject({ status: 200, data: { approveInvoice: { id: 'i-1' }, cancelInvoice: null } })
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_STATE'])
    expect(invocations.map(({ key }) => key)).toEqual(['approve-invoice', 'cancel-invoice'])
  })
})

describe('access', () => {
  const entities = '{ _entities(representations: [{ __typename: "Invoice", id: "i-1" }]) { __typename } }'
  test.each([['{ __typename }'], [approve], [entities], ['{ _service { sdl } }'], ['{ nonsense'], ['{ invoice(id: "i-1") { id } }']])(
    '41 without a token: UNAUTHENTICATED to %s, in every environment',
    async (query) => {
      for (const NODE_ENV of ['production', 'development']) {
        const { ask, invocations } = withFunctions(() => ({ ok: true, value: invoice }), { NODE_ENV })
        const answer = await ask({ query, role: null })
        expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED', correlationId: 'request-1' } }] })
        expect(answer).not.toHaveProperty('data')
        expect(invocations).toEqual([])
      }
    },
  )

  test('42 X-Tenant-ID that differs from the token: TENANT_MISMATCH; the same one is fine', async () => {
    const { ask, invocations } = answering()
    const refused = await ask({ query: approve, headers: { 'X-TENANT-ID': 'bengal' } })
    expect(refused).toMatchObject({ status: 403, errors: [{ extensions: { code: 'TENANT_MISMATCH' } }] })
    expect(invocations).toEqual([])
    expect(await ask({ query: approve, headers: { 'X-Tenant-ID': 'acme' } })).toMatchObject({ status: 200 })
  })

  test('42 a missing permission: FORBIDDEN, and it is named', async () => {
    const { ask, invocations } = answering()
    const answer = await ask({ query: approve, role: 'accountant' })
    expect(answer.errors).toMatchObject([
      {
        message: 'approveInvoice needs invoice:approve',
        extensions: { code: 'FORBIDDEN', params: { permission: 'invoice:approve' } },
      },
    ])
    expect(invocations).toEqual([])
  })

  test.each([['{ invoice(id: "i-1") { id } }'], ['{ tenant { id } }'], [entities], [approve]])(
    '44 the platform is no tenant: FORBIDDEN for %s',
    async (query) => {
      const { ask, invocations } = answering()
      expect((await ask({ query, role: 'platform' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
      expect(invocations).toEqual([])
    },
  )

  test('43 _service { sdl } needs a token but no tenant', async () => {
    const { ask } = answering()
    const answer = await ask({ query: '{ _service { sdl } }', role: 'platform' })
    expect(answer.data).toEqual({ _service: { sdl: expect.stringContaining('type Invoice') } })
  })
})

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
    const answer = await ask(keyed({ query: 'mutation { approveInvoice(id: "i-1", idempotencyKey: "k-2") { id } }' }))
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'idempotencyKey' })
    expect(invocations).toEqual([])
  })

  test.each([
    ['two fields', 'mutation { approveInvoice(id: "i-1") { id } cancelInvoice(id: "i-1", reason: "r") { id } }'],
    ['two aliases', 'mutation { a: approveInvoice(id: "i-1") { id } b: approveInvoice(id: "i-2") { id } }'],
    [
      'a fragment',
      'mutation { ...two } fragment two on Mutation { a: approveInvoice(id: "i-1") { id } ... { b: approveInvoice(id: "i-2") { id } } }',
    ],
    ['a field that is skipped', 'mutation { a: approveInvoice(id: "i-1") { id } b: approveInvoice(id: "i-2") @skip(if: true) { id } }'],
  ])('44 the header with two mutations (%s): refused before anything runs', async (_, query) => {
    const { ask, invocations } = answering()
    const answer = await ask(keyed({ query }))
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'INVALID_INPUT', path: 'Idempotency-Key' } }] })
    expect(answer.data).toBeUndefined()
    expect(invocations).toEqual([])
  })

  test('the header with one mutation written twice, or with queries, is fine', async () => {
    const { ask, invocations } = answering()
    await ask(keyed({ query: 'mutation { approveInvoice(id: "i-1") { id } approveInvoice(id: "i-1") { revision } __typename }' }))
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

describe('headers', () => {
  test.each([['has blank'], ['x'.repeat(129)], ['line\nbreak']])(
    'a correlation id that is not safe to log (%p) is replaced',
    async (given) => {
      const { ask } = answering()
      expect((await ask({ query: '{ __typename }', headers: { 'X-Correlation-ID': given } })).headers['X-Correlation-ID']).toBe('request-1')
    },
  )

  test('a browser is answered from the allowed origins only', async () => {
    const { ask } = withFunctions(() => null, { CORS_ORIGIN: 'https://a.example, https://b.example' })
    const from = async (origin: string) =>
      (await ask({ query: '{ __typename }', headers: { Origin: origin } })).headers['Access-Control-Allow-Origin']
    expect(await from('https://b.example')).toBe('https://b.example')
    expect(await from('https://evil.example')).toBeUndefined()
  })
})

describe('GraphiQL', () => {
  const page = { method: 'GET', role: null, headers: { Accept: 'text/html,*/*' } } as const

  test('is served to a browser in development, whole and packed below the limit of an answer', async () => {
    const { raw } = answering()
    const answer = await raw(eventOf(page))
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true, headers: { 'Content-Encoding': 'gzip' } })
    expect(answer.body.length).toBeLessThan(5_000_000)
    const html = gunzipSync(Buffer.from(answer.body, 'base64')).toString()
    expect(html).toContain('mutation CreateInvoice')
    expect(html).toContain("get('token')")
    expect(html).not.toContain('__HEADERS__')
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
  })

  test('is not served in production', async () => {
    const { ask } = withFunctions(() => null, { NODE_ENV: 'production' })
    expect(await ask(page)).toMatchObject({ status: 401 })
  })

  test('a query by GET: UNAUTHENTICATED without a token, refused with one', async () => {
    const { ask } = answering()
    expect(await ask({ method: 'GET', role: null })).toMatchObject({ status: 401 })
    expect(await ask({ method: 'GET' })).toMatchObject({ status: 405, errors: [{ extensions: { code: 'INVALID_INPUT' } }] })
  })
})
