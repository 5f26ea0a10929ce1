import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../lambda/runtime.ts'
import { seen } from './fixtures/functions/seen.ts'
import { createLambda } from './lambda.ts'
import { readManifest } from './manifest.ts'
import { loadFrom } from './module.ts'
import type { Invocation } from './usage/meter.ts'

const manifest = readManifest(join(import.meta.dirname, 'fixtures/serverless.yml'), { LOG_LEVEL: 'silent' })
const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
const loadHandler = loadFrom(manifest.folder)
const newLambda = () => createLambda({ manifest, environment, loadHandler, retryDelaysMs: [1, 1] })
const lambda = newLambda()

beforeAll(() => provideHostRuntime({ environment, invoke: lambda.invoke }))
afterAll(() => provideHostRuntime(undefined))

const calls = (name: string) => seen.filter((call) => call.function === 'flaky' && call.name === name).length

test('a function gets its own environment and no variable of the process', async () => {
  await expect(lambda.invoke('misbehave', { a: 1 }, 'RequestResponse')).resolves.toEqual({
    event: { a: 1 },
    who: 'misbehave',
  })
})

test('a result passes as JSON', async () => {
  await expect(lambda.invoke('misbehave', { odd: true }, 'RequestResponse')).resolves.toEqual({
    date: '1970-01-01T00:00:00.000Z',
    nothing: null,
  })
})

test("the caller gets the name, message and trace of a function's error", async () => {
  const error = await lambda
    .invoke('misbehave', { fail: true }, 'RequestResponse')
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'FUNCTION_FAILED',
    functionKey: 'misbehave',
    errorType: 'SpecialError',
    message: 'misbehave: special',
    retryable: false,
  })
  expect(error).not.toHaveProperty('secret')
  expect(error).toHaveProperty('trace.0', 'SpecialError: special')
})

test.each([
  [
    'a function that takes too long',
    'misbehave',
    { waitMs: 1_200 },
    'FUNCTION_TIMED_OUT',
    /Task timed out after 1.00 seconds/,
  ],
  ['an unknown function', 'nobody', {}, 'FUNCTION_NOT_FOUND', /no function of this key/],
  [
    'a payload over 6 MB',
    'misbehave',
    { text: 'x'.repeat(6 * 1024 * 1024) },
    'PAYLOAD_TOO_LARGE',
    /too large for the RequestResponse/,
  ],
  [
    'a result over 6 MB',
    'misbehave',
    { size: 6 * 1024 * 1024 },
    'PAYLOAD_TOO_LARGE',
    /Response payload size exceeded/,
  ],
])('%s is an error', async (_, key, payload, code, message) => {
  const error = await lambda.invoke(key, payload, 'RequestResponse').catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
})

test('an asynchronous payload over 1 MB is an error', async () => {
  const error = await lambda
    .invoke('misbehave', { text: 'x'.repeat(1024 * 1024) }, 'Event')
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
})

test('an asynchronous invocation is attempted three times, then abandoned', async () => {
  const own = newLambda()
  await expect(own.invoke('flaky', { name: 'twice', failures: 2 }, 'Event')).resolves.toBeUndefined()
  await own.invoke('flaky', { name: 'always', failures: 9 }, 'Event')
  await expect(own.drain(2_000)).resolves.toBe(0)
  expect([calls('twice'), calls('always')]).toEqual([3, 3])
})

test('every attempt is reported, with the request id of its invocation and how it ended', async () => {
  const reports: Invocation[] = []
  const report = (invocation: Invocation) => reports.push(invocation)
  const own = createLambda({ manifest, environment, loadHandler, retryDelaysMs: [1, 1], report })
  await own.invoke('flaky', { name: 'reported', failures: 1 }, 'Event')
  await own.drain(2_000)
  await own.invoke('misbehave', { waitMs: 1_200 }, 'RequestResponse').catch(() => undefined)
  expect(reports.map(({ name, status, memoryMegabytes }) => [name, status, memoryMegabytes])).toEqual([
    [expect.stringMatching(/-flaky$/), 'error', 512],
    [expect.stringMatching(/-flaky$/), 'success', 512],
    [expect.stringMatching(/-misbehave$/), 'timeout', 512],
  ])
  const [failed, repeated, late] = reports
  expect(repeated?.requestId).toBe(failed?.requestId)
  expect(late?.requestId).not.toBe(failed?.requestId)
  // A timer may end a little before its time.
  expect(late?.durationMs).toBeGreaterThan(990)
})

test('draining ends at its timeout and returns how many invocations are still running', async () => {
  const own = newLambda()
  await own.invoke('misbehave', { waitMs: 500 }, 'Event')
  await expect(own.drain(20)).resolves.toBe(1)
})

test('while the process stops, no invocation has more time left than the process', async () => {
  const own = newLambda()
  const remainingMs = async (): Promise<number> => {
    const { body } = (await own.invoke('echo', {}, 'RequestResponse')) as { body: string }
    return JSON.parse(body).context.remaining
  }
  // The function has 2 s.
  expect(await remainingMs()).toBeGreaterThan(900)
  own.announceStop(900)
  expect(await remainingMs()).toBeLessThanOrEqual(900)
})

test('at the reserved concurrency a synchronous call fails, and an asynchronous call waits', async () => {
  const own = newLambda()
  seen.length = 0
  const first = own.invoke('alone', { waitMs: 50 }, 'RequestResponse')
  await expect(own.invoke('alone', { waitMs: 0 }, 'RequestResponse')).rejects.toMatchObject({
    code: 'FUNCTION_THROTTLED',
    retryable: true,
  })
  await own.invoke('alone', { waitMs: 0 }, 'Event')
  await first
  await own.drain(2_000)
  expect(seen.map(({ running }) => running)).toEqual([1, 1])
})

test('one asynchronous invocation does the work of equal ones accepted before it begins', async () => {
  const own = newLambda()
  seen.length = 0
  const first = own.invoke('alone', { waitMs: 50 }, 'RequestResponse')
  for (const waitMs of [0, 0, 1, 0]) await own.invoke('alone', { waitMs }, 'Event')
  await first
  await own.drain(2_000)
  expect(seen).toHaveLength(3)
  await own.invoke('alone', { waitMs: 0 }, 'Event')
  await own.drain(2_000)
  expect(seen).toHaveLength(4)
})

test('warming loads every function and names those that could not be loaded', async () => {
  const functions = new Map(manifest.functions)
  const [echo] = [...functions.values()].filter(({ key }) => key === 'echo')
  if (echo) {
    functions.set('missing', { ...echo, key: 'missing', module: 'functions/missing' })
    functions.set('unnamed', { ...echo, key: 'unnamed', exportName: 'other' })
  }
  const broken = createLambda({ manifest: { ...manifest, functions }, environment, loadHandler })
  await expect(lambda.warm()).resolves.toBeUndefined()
  await expect(broken.warm()).rejects.toThrow(
    /2 function\(s\) could not be loaded: missing: .*; unnamed: .*other/,
  )
})
