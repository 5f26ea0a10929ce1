import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type HostRuntime, provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import type { HealthReport } from './report.ts'
import { sharedReport } from './shared-report.ts'

const ok: HealthReport = { status: 'ok', info: {}, error: {}, details: {} }

beforeEach(() => void jest.useFakeTimers())
afterEach(() => {
  jest.useRealTimers()
  provideHostRuntime(undefined)
})

test('a request during a run waits for it, however long it takes', async () => {
  const running = Promise.withResolvers<HealthReport>()
  const run = jest.fn(() => running.promise)
  const getReport = sharedReport(run)
  const first = getReport()
  jest.advanceTimersByTime(1_900)
  const second = getReport()
  running.resolve(ok)
  expect([await first, await second]).toEqual([ok, ok])
  expect(run).toHaveBeenCalledTimes(1)
})

test('a report is returned for a second, then the checks run again', async () => {
  const run = jest.fn(async () => ok)
  const getReport = sharedReport(run)
  await getReport()
  jest.advanceTimersByTime(999)
  await getReport()
  expect(run).toHaveBeenCalledTimes(1)
  jest.advanceTimersByTime(2)
  await getReport()
  expect(run).toHaveBeenCalledTimes(2)
})

test('each service in a process has its own report', async () => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment } as HostRuntime)
  const run = jest.fn(async () => ok)
  const getReport = sharedReport(run)
  for (const own of [{}, {}]) await environment.run(own, getReport)
  expect(run).toHaveBeenCalledTimes(2)
})
