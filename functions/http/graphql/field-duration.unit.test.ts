import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { provideMetrics } from '../../../infra/observability/metrics.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => {
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
  const { send } = withFunctions(async () => {
    await delay(50)
    return { ok: true, value: { id: 'i-1' } }
  })
  const fields = Array.from({ length: 8 }, (_, index) => `a${index}: invoice(id: "i-${index}") { id }`)
  expect((await send({ query: `{ ${fields.join(' ')} }` })).errors).toBeUndefined()
  expect(durations).toHaveLength(8)
  // Four run at a time, so four of them begin when the others have ended. A timer may end a moment early.
  const long = durations.filter((seconds) => seconds >= 0.095)
  expect(long.length).toBeGreaterThanOrEqual(4)
})
