import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, jest, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { provideMetrics } from '../../../infra/observability/metrics.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => {
  jest.restoreAllMocks()
  provideHostRuntime(undefined)
  provideMetrics(undefined)
})

test('the recorded duration of a field has its wait for a turn', async () => {
  const durations: number[] = []
  provideMetrics({
    count: () => undefined,
    set: () => undefined,
    observe: (_name, _labels, seconds) => void durations.push(seconds),
  })
  const clock = jest.spyOn(performance, 'now').mockReturnValue(0)
  let running = 0
  const { send } = withFunctions(async () => {
    // Four run at a time. When they do, and the others wait for their turn, a second passes.
    if (++running === 4) setImmediate(() => clock.mockReturnValue(1_000))
    while (performance.now() === 0) await nextTurn()
    return { ok: true, value: { id: 'i-1' } }
  })
  const fields = Array.from({ length: 8 }, (_, index) => `a${index}: invoice(id: "i-${index}") { id }`)
  expect((await send({ query: `{ ${fields.join(' ')} }` })).errors).toBeUndefined()
  expect(durations).toEqual(Array(8).fill(1))
})
