import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type HostRuntime, provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import type { Report } from './report.ts'
import { sharedReport } from './shared-report.ts'

const ok: Report = { status: 'ok', info: {}, error: {}, details: {} }

beforeEach(() => void jest.useFakeTimers())
afterEach(() => {
  jest.useRealTimers()
  provideHostRuntime(undefined)
})

test('who asks meanwhile waits for the run that goes on, however long that takes', async () => {
  const running = Promise.withResolvers<Report>()
  const run = jest.fn(() => running.promise)
  const ask = sharedReport(run)
  const first = ask()
  jest.advanceTimersByTime(1_900)
  const second = ask()
  running.resolve(ok)
  expect([await first, await second]).toEqual([ok, ok])
  expect(run).toHaveBeenCalledTimes(1)
})

test('a report is told for a second, then the checks are run again', async () => {
  const run = jest.fn(async () => ok)
  const ask = sharedReport(run)
  await ask()
  jest.advanceTimersByTime(999)
  await ask()
  expect(run).toHaveBeenCalledTimes(1)
  jest.advanceTimersByTime(2)
  await ask()
  expect(run).toHaveBeenCalledTimes(2)
})

test('services in one process are reported of apart', async () => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment } as HostRuntime)
  const run = jest.fn(async () => ok)
  const ask = sharedReport(run)
  for (const own of [{}, {}]) await environment.run(own, ask)
  expect(run).toHaveBeenCalledTimes(2)
})
