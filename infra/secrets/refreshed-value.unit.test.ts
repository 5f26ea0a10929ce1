import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { refreshedValue } from './refreshed-value.ts'

const limits = { lifetimeMs: 300_000, staleMs: 3_600_000, pauseMs: 5_000 }

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const passTime = (ms: number) => jest.setSystemTime(Date.now() + ms)

/** A source whose value can be changed and that can be down. */
const source = (value = 'first') => {
  const state = { value, down: false, fetches: 0 }
  const fetch = async () => {
    state.fetches++
    if (state.down) throw new Error('down')
    return state.value
  }
  return { state, ...refreshedValue(fetch, limits) }
}

test('callers at the same time share one fetch, and later ones use its value for five minutes', async () => {
  const { state, value } = source()
  expect(await Promise.all([value(), value(), value()])).toEqual(['first', 'first', 'first'])
  state.value = 'second'
  passTime(limits.lifetimeMs - 1)
  expect(await value()).toBe('first')
  expect(state.fetches).toBe(1)
  passTime(1)
  expect(await value()).toBe('second')
  expect(state.fetches).toBe(2)
})

test('while the source is down the last value is used for an hour, and then the error is thrown', async () => {
  const { state, value } = source()
  await value()
  state.down = true
  passTime(limits.staleMs - 1)
  expect(await value()).toBe('first')
  passTime(limits.pauseMs)
  await expect(value()).rejects.toThrow('down')
  state.down = false
  passTime(limits.pauseMs)
  expect(await value()).toBe('first')
})

test('a source that is down is asked once in five seconds', async () => {
  const { state, value } = source()
  state.down = true
  for (let second = 0; second < 12; second++) {
    await expect(value()).rejects.toThrow('down')
    passTime(1_000)
  }
  expect(state.fetches).toBe(3)
})

test('a refresh fetches before the value is old, but once in five seconds', async () => {
  const { state, value, refresh } = source()
  await value()
  state.value = 'second'
  expect(await Promise.all([refresh(), refresh()])).toEqual(['second', 'second'])
  for (let count = 0; count < 100; count++) await refresh()
  expect(state.fetches).toBe(2)
  state.value = 'third'
  passTime(limits.pauseMs)
  expect(await refresh()).toBe('third')
  expect(await value()).toBe('third')
})

test('a fresh value is fetched, and is not the last one while the source is down', async () => {
  const { state, value, refresh, fresh } = source()
  await value()
  state.value = 'second'
  expect(await fresh()).toBe('second')
  passTime(limits.pauseMs)
  state.down = true
  await expect(fresh()).rejects.toThrow('down')
  expect(await refresh()).toBe('second')
  await expect(fresh()).rejects.toThrow('down')
  expect(state.fetches).toBe(3)
  state.down = false
  passTime(limits.pauseMs)
  expect(await fresh()).toBe('second')
})
