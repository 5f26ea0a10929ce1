import { describe, expect, test } from '@jest/globals'
import { StreamDamaged } from '../../../domain/event/stream-damaged.ts'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { withRemainingTime } from '../../../infra/process/time-left.ts'
import { stopAtOutage } from './stop-at-outage.ts'

const call = {
  field: 'recordCertificates',
  context: { tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
}
const fail = (error: Error) => (): Promise<never> => Promise.reject(error)
const done = async () => ({ ok: true as const, value: 1 })
const unavailable = { ok: false, error: { code: 'STORE_UNAVAILABLE', retryable: true } }

test('the work of an entry gives its answer', async () => {
  expect(await stopAtOutage(call)(done)).toEqual({ ok: true, value: 1 })
})

describe('after a store did not respond', () => {
  test('that entry may have taken effect, and no further one is begun', async () => {
    const stop = stopAtOutage(call)
    const first = await stop(fail(new EventStoreUnavailable('appending', new Error('closed'))))
    expect(first).toMatchObject(unavailable)
    expect(first).toMatchObject({ error: { message: expect.stringContaining('unknown') }, isUnknown: true })
    let begun = false
    const second = await stop(async () => {
      begun = true
      return done()
    })
    expect(second).toMatchObject(unavailable)
    expect(second).toMatchObject({ error: { message: expect.stringContaining('not tried') } })
    expect(second).not.toHaveProperty('isUnknown')
    expect(begun).toBe(false)
  })

  test('an entry that only read has certainly not taken effect', async () => {
    const reading = fail(new EventStoreUnavailable('reading', new Error('closed')))
    const answer = await stopAtOutage(call)(reading, 'reads')
    expect(answer).toMatchObject(unavailable)
    expect(answer).not.toHaveProperty('isUnknown')
  })

  test('another list is begun', async () => {
    await stopAtOutage(call)(fail(new EventStoreUnavailable('reading', new Error('closed'))))
    expect(await stopAtOutage(call)(done)).toMatchObject({ ok: true })
  })
})

test('a damaged invoice or a defect ends its entry alone', async () => {
  const stop = stopAtOutage(call)
  expect(await stop(fail(new StreamDamaged('twice')))).toMatchObject({
    error: { code: 'STREAM_DAMAGED', retryable: false },
  })
  expect(await stop(fail(new TypeError('secret')))).toMatchObject({
    error: { code: 'INTERNAL_SERVER_ERROR', message: expect.not.stringContaining('secret') },
  })
  expect(await stop(done)).toMatchObject({ ok: true })
})

test.each([
  [2_000, true],
  [1_499, false],
])('with %i ms left until the invocation is stopped, an entry is begun: %s', async (leftMs, begun) => {
  const answer = await withRemainingTime(
    () => leftMs,
    () => stopAtOutage(call)(done),
  )
  expect(answer).toMatchObject(begun ? { ok: true } : unavailable)
})

test('of the entries for which no time is left, the first says so and the others name the first', async () => {
  const stop = stopAtOutage(call)
  const answers = await withRemainingTime(
    () => 0,
    async () => [await stop(done), await stop(done)],
  )
  expect(answers).toMatchObject([
    { error: { message: expect.stringContaining('The time of the request was over') } },
    { error: { message: expect.stringContaining('an earlier one ended with STORE_UNAVAILABLE') } },
  ])
})
