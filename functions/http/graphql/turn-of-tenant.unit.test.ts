import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'
import { createTurnOfTenant } from './turn-of-tenant.ts'

afterEach(() => provideHostRuntime(undefined))

test('in a round of the event loop each tenant has one request, in their order', async () => {
  const turnOf = createTurnOfTenant()
  const rounds: string[][] = [[]]
  const read = async (tenantId: string, name: string) => {
    await turnOf(tenantId)
    rounds.at(-1)?.push(name)
  }
  const requests = [
    ...['a1', 'a2', 'a3'].map((name) => read('acme', name)),
    ...['b1', 'b2'].map((name) => read('bengal', name)),
  ]
  const countRounds = (): void => {
    rounds.push([])
    setImmediate(countRounds).unref()
  }
  setImmediate(countRounds)
  await Promise.all(requests)
  expect(rounds.filter((names) => names.length > 0)).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']])
})

test('a query does not wait until all queries of another tenant are read', async () => {
  const { send, invocations } = withFunctions(() => ({ ok: true, value: null }))
  const tenants = [...Array<string>(5).fill('acme'), 'bengal']
  await Promise.all(tenants.map((tenantId) => send({ query: '{ tenant { id } }', tenantId })))
  const order = invocations.map(({ envelope }) => envelope.context.tenantId)
  expect(order).toHaveLength(tenants.length)
  expect(order.indexOf('bengal')).toBeLessThan(2)
})
