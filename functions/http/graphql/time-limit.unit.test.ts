import { afterEach, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { provideMetrics } from '../../../infra/observability/metrics.ts'
import { handler } from './handler.ts'
import { eventOf, withFunctions } from './testing/client.ts'
import { timeLimit } from './time-limit.ts'

afterEach(() => {
  provideHostRuntime(undefined)
  provideMetrics(undefined)
})

/**
 * Sends a request to a graphql function that has the first of these times left, the second after the first
 * invocation, and so on. `cancel-invoice` never answers.
 */
const sendWithin = async (remainingMs: readonly number[], query: string) => {
  const { invocations } = withFunctions(({ key }) =>
    key === 'cancel-invoice' ? new Promise(() => {}) : { ok: true, value: { id: 'i-1', revision: 0 } },
  )
  const getRemainingTimeInMillis = () => remainingMs[invocations.length] ?? 0
  const { statusCode, body } = await handler(eventOf({ query }), { getRemainingTimeInMillis } as Context)
  return { statusCode, ...JSON.parse(body), invocations: invocations.map(({ key }) => key) }
}

const cancel = 'cancelInvoice(id: "i-1", reason: "r") { id }'
const approve = 'approveInvoice(id: "i-1") { id }'
const submit = 'submitInvoice(id: "i-1") { id }'

test('a function that does not answer in time has an unknown outcome, and others keep their results', async () => {
  const response = await sendWithin([60_000, 1_020, 1_000], `mutation { ${approve} ${cancel} ${submit} }`)
  expect(response).toMatchObject({
    statusCode: 200,
    data: { approveInvoice: { id: 'i-1' }, cancelInvoice: null, submitInvoice: null },
    invocations: ['approve-invoice', 'cancel-invoice'],
  })
  expect(response.errors).toMatchObject([
    {
      path: ['cancelInvoice'],
      message: expect.stringMatching(/unknown whether .* took effect.* same idempotency key/),
      extensions: { code: 'STORE_UNAVAILABLE', retryable: true },
    },
    {
      path: ['submitInvoice'],
      message: expect.stringMatching(/before submitInvoice was started, so it had no effect/),
      extensions: { code: 'STORE_UNAVAILABLE', retryable: true },
    },
  ])
})

test('a field that was not started is an error in the metrics too', async () => {
  const recorded: object[] = []
  provideMetrics({
    count: () => undefined,
    set: () => undefined,
    observe: (_name, labels) => void recorded.push(labels),
  })
  await sendWithin([60_000, 1_020, 1_000], `mutation { ${approve} ${cancel} ${submit} }`)
  expect(recorded).toEqual([
    { operation: 'approveInvoice', outcome: 'ok' },
    { operation: 'cancelInvoice', outcome: 'error' },
    { operation: 'submitInvoice', outcome: 'error' },
  ])
})

test('a request with enough time is not limited', async () => {
  expect(await sendWithin([60_000, 60_000], `mutation { ${approve} ${submit} }`)).toMatchObject({
    data: { approveInvoice: { id: 'i-1' }, submitInvoice: { id: 'i-1' } },
  })
})

test('the chain itself ends with the same error, after the fields', () => {
  expect(timeLimit.timeoutEarlyResponse).toThrow(/unknown whether a mutation took effect/)
  expect(timeLimit.timeoutEarlyInMillis).toBeGreaterThan(100)
  expect(timeLimit.timeoutEarlyInMillis).toBeLessThan(1_000)
})
