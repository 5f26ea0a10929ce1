import { expect, test } from '@jest/globals'
import { createTurnOfTenant } from './turn-of-tenant.ts'

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
