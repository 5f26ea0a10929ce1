import { expect, test } from '@jest/globals'
import { inTimeLeft, timeLeftMs, withoutTimeLimit, withRemainingTime } from './time-left.ts'

test('an invocation keeps a second of its remaining time, or what it asks for', async () => {
  await withRemainingTime(
    () => 5_000,
    async () => {
      await Promise.resolve()
      expect(timeLeftMs()).toBe(4_000)
      expect(timeLeftMs(500)).toBe(4_500)
    },
  )
})

test('the innermost invocation decides, and outside an invocation there is no limit', () => {
  withRemainingTime(
    () => 5_000,
    () => {
      withRemainingTime(
        () => 2_000,
        () => expect(timeLeftMs()).toBe(1_000),
      )
      expect(timeLeftMs()).toBe(4_000)
      expect(withoutTimeLimit(() => timeLeftMs())).toBe(Number.POSITIVE_INFINITY)
    },
  )
  expect(timeLeftMs()).toBe(Number.POSITIVE_INFINITY)
})

test('of two invocations that wait for the same work, only the one without time gives up', async () => {
  const shared = Promise.withResolvers<string>()
  const waitWith = (remainingMs: number) =>
    withRemainingTime(
      () => remainingMs,
      () => inTimeLeft(shared.promise),
    )
  const patient = waitWith(60_000)
  await expect(waitWith(1_010)).rejects.toMatchObject({ name: 'NoTimeLeft', code: 'STORE_UNAVAILABLE' })
  shared.resolve('done')
  await expect(patient).resolves.toBe('done')
})
