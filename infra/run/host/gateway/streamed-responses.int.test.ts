import { beforeEach, expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import { streamed } from '../fixtures/functions/stream.ts'

const { open } = fixtureHost()
beforeEach(() => {
  Object.assign(streamed, { bytes: 0, isClosed: false, goOn: Promise.withResolvers<void>() })
})

const textOf = async (response: Response): Promise<string> =>
  Buffer.from(await response.arrayBuffer()).toString()

test('a client has the status and the first part while the function makes the rest', async () => {
  const response = await open('/stream/in-parts')
  expect([response.status, response.headers.get('content-type')]).toEqual([201, 'text/plain'])
  const reader = response.body?.getReader()
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first ')
  streamed.goOn.resolve()
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('second')
  expect((await reader?.read())?.done).toBe(true)
})

test('the metadata may arrive in pieces, and the body may be empty', async () => {
  expect(await textOf(await open('/stream/bytewise'))).toBe('ও')
  const empty = await open('/stream/without-body')
  expect([empty.status, await textOf(empty)]).toEqual([201, ''])
})

test.each(['fails-at-once', 'without-metadata'])(
  'a function without a status gets the response of the gateway: %s',
  async (how) => {
    const response = await open(`/stream/${how}`)
    expect([response.status, JSON.parse(await textOf(response)).errors[0].extensions.code]).toEqual([
      ...[502, 'INTERNAL_SERVER_ERROR'],
    ])
  },
)

test.each(['stream/fails-later', 'stream/without-end', 'stream-briefly/takes-too-long'])(
  'a response that the function does not end fails at the client: %s',
  async (path) => {
    const response = await open(`/${path}`)
    expect(response.status).toBe(201)
    streamed.goOn.resolve()
    await expect(textOf(response)).rejects.toThrow()
    expect(await textOf(await open('/stream/bytewise'))).toBe('ও')
  },
)

test('a function makes no more than its client takes, however slowly', async () => {
  const response = await open('/stream/long')
  let received = 0
  let mostAhead = 0
  for await (const chunk of response.body ?? []) {
    received += chunk.length
    mostAhead = Math.max(mostAhead, streamed.bytes - received)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(received).toBe(64_000 * 1024)
  // Buffers of the system between the two are as large as some megabytes.
  expect(mostAhead).toBeLessThan(32 * 1024 * 1024)
})

test('a function learns that its client has gone', async () => {
  const abort = new AbortController()
  const response = await open('/stream/long', { signal: abort.signal })
  expect(response.status).toBe(201)
  abort.abort()
  while (!streamed.isClosed) await new Promise((resolve) => setImmediate(resolve))
  expect(streamed.bytes).toBeLessThan(64_000 * 1024)
})
