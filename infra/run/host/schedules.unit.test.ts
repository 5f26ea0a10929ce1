import { expect, jest, test } from '@jest/globals'
import type { Manifest } from './manifest.ts'
import { intervalMs, startSchedules } from './schedules.ts'

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
])('%s', (expression, milliseconds) => expect(intervalMs(expression)).toBe(milliseconds))

test.each(['cron(0 12 * * ? *)', 'rate(0 minutes)', 'every minute'])('%s is not supported', (expression) =>
  expect(() => intervalMs(expression)).toThrow(/not a schedule that the host supports/),
)

const manifest = (schedules: object[]): Manifest => {
  const declaration = { key: 'tick', name: 'finance-local-tick', schedules }
  return { region: 'eu', functions: new Map([['tick', declaration]]) } as unknown as Manifest
}

test('a schedule runs immediately and at its rate, but not during its last run or after stop', async () => {
  jest.useFakeTimers()
  try {
    const ends: (() => void)[] = []
    const invoke = jest.fn((_key: string, _event: unknown) => new Promise<void>((end) => ends.push(end)))
    const schedules = startSchedules({ invoke }, manifest([{ rate: ['rate(1 minute)'], enabled: true }]))
    expect(invoke).toHaveBeenCalledTimes(1)
    expect(invoke.mock.calls[0]?.[1]).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      detail: {},
    })

    await jest.advanceTimersByTimeAsync(60_000)
    expect(invoke).toHaveBeenCalledTimes(1)
    ends[0]?.()
    await jest.advanceTimersByTimeAsync(60_000)
    expect(invoke).toHaveBeenCalledTimes(2)

    ends[1]?.()
    schedules.stop()
    await jest.advanceTimersByTimeAsync(600_000)
    expect(invoke).toHaveBeenCalledTimes(2)
  } finally {
    jest.useRealTimers()
  }
})

test('a disabled schedule does not run, and an input in the manifest replaces the event', () => {
  const invoke = jest.fn(async (_key: string, _event: unknown) => undefined)
  startSchedules(
    { invoke },
    manifest([
      { rate: ['rate(1 minute)'], enabled: false },
      { rate: ['rate(1 day)'], enabled: true, input: { a: 1 } },
    ]),
  ).stop()
  expect(invoke.mock.calls.map(([, event]) => event)).toEqual([{ a: 1 }])
})
