import { afterEach, describe, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const answering = () => withFunctions(() => ({ ok: true, value: { id: 'i-1', revision: 0 } }))
const approve = 'mutation { approveInvoice(id: "i-1") { id } }'

describe('access', () => {
  const entities = '{ _entities(representations: [{ __typename: "Invoice", id: "i-1" }]) { __typename } }'
  test.each([
    ['{ __typename }'],
    [approve],
    [entities],
    ['{ _service { sdl } }'],
    ['{ nonsense'],
    ['{ invoice(id: "i-1") { id } }'],
  ])('41 without a token: UNAUTHENTICATED to %s, in every environment', async (query) => {
    for (const NODE_ENV of ['production', 'development']) {
      const { ask, invocations } = withFunctions(() => ({ ok: true, value: { id: 'i-1' } }), { NODE_ENV })
      const answer = await ask({ query, role: null })
      expect(answer).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED', correlationId: 'request-1' } }],
      })
      expect(answer).not.toHaveProperty('data')
      expect(invocations).toEqual([])
    }
  })

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
