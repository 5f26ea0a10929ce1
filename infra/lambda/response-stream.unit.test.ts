import { once } from 'node:events'
import { Writable } from 'node:stream'
import { afterEach, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import {
  ClientGone,
  ClientStalled,
  type ResponseStream,
  sendResponse,
  streamedFunction,
} from './response-stream.ts'

/** A client that takes one part at a time, each when the test says so. */
const slowClient = () => {
  const taken: string[] = []
  let take: (() => void) | undefined
  const stream: ResponseStream = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(part: string, _, done) {
      take = () => {
        taken.push(part)
        done()
      }
    },
  })
  stream.on('error', () => undefined)
  const takeOne = async (): Promise<void> => {
    while (take === undefined) await new Promise((resolve) => setImmediate(resolve))
    const taking = take
    take = undefined
    taking()
  }
  return { stream, taken, takeOne }
}

/** Numbered parts, which count how many were made and say when they were given up. */
const numberedParts = () => {
  const state = { made: 0, isEnded: false }
  const parts = async function* () {
    try {
      while (state.made < 5) yield ` ${++state.made}`
    } finally {
      state.isEnded = true
    }
  }
  return { state, rest: parts() }
}

const headers = { 'Content-Type': 'text/csv' }
const metadata = `{"statusCode":200,"headers":{"Content-Type":"text/csv"}}${'\0'.repeat(8)}`

test('a part is made when the client has taken those before it', async () => {
  const { stream, taken, takeOne } = slowClient()
  const { state, rest } = numberedParts()
  const sending = sendResponse(stream, { statusCode: 200, headers, first: '0', rest }, 60_000)
  for (let count = 0; count <= 5; count++) {
    await takeOne()
    expect(state.made - (taken.length - 1)).toBeLessThanOrEqual(1)
  }
  await sending
  expect(taken).toEqual([`${metadata}0`, ' 1', ' 2', ' 3', ' 4', ' 5'])
  expect([stream.writableEnded, state.isEnded]).toEqual([true, true])
})

test('the parts are given up, and the stream is not ended, when the client goes away', async () => {
  const { stream, takeOne } = slowClient()
  const { state, rest } = numberedParts()
  const sending = sendResponse(stream, { statusCode: 200, headers, first: '0', rest }, 60_000)
  await takeOne()
  stream.destroy()
  await expect(sending).rejects.toBeInstanceOf(ClientGone)
  expect([stream.writableEnded, state.isEnded, state.made < 5]).toEqual([false, true, true])
})

test('the parts are given up also when the client was gone before the first one', async () => {
  const { stream } = slowClient()
  await once(stream.destroy(), 'close')
  const { state, rest } = numberedParts()
  await rest.next()
  const response = { statusCode: 200, headers, first: '0', rest }
  await expect(sendResponse(stream, response, 1_000)).rejects.toBeInstanceOf(ClientGone)
  expect([state.isEnded, state.made]).toEqual([true, 1])
})

test('a client that takes nothing is left after its time', async () => {
  const { stream, takeOne } = slowClient()
  const { state, rest } = numberedParts()
  const sending = sendResponse(stream, { statusCode: 200, headers, first: '0', rest }, 5)
  const outcome = sending.catch((error: unknown) => error)
  await takeOne()
  expect(await outcome).toBeInstanceOf(ClientStalled)
  expect([stream.writableEnded, state.isEnded]).toEqual([false, true])
})

test('what fails while a part is made is thrown, and the stream is not ended', async () => {
  const { stream, takeOne } = slowClient()
  const rest = (async function* () {
    yield ' 1'
    throw new TypeError('broken')
  })()
  const sending = sendResponse(stream, { statusCode: 200, headers, first: '0', rest }, 60_000)
  const outcome = sending.catch((error: unknown) => error)
  await takeOne()
  await takeOne()
  expect(await outcome).toEqual(new TypeError('broken'))
  expect(stream.writableEnded).toBe(false)
})

const runtime = globalThis as { awslambda?: unknown }
afterEach(() => {
  delete runtime.awslambda
})

test('on Lambda the handler is marked by the runtime, and returns nothing', async () => {
  const marked: unknown[] = []
  runtime.awslambda = {
    streamifyResponse: (handler: unknown) => {
      marked.push(handler)
      return handler
    },
  }
  const calls: unknown[] = []
  const work = async (...args: unknown[]) => calls.push(args)
  const handler = streamedFunction(Object.assign(work, { operation: 'reports' }))
  const { stream } = slowClient()
  expect(await handler('event', stream, {} as Context)).toBeUndefined()
  expect([marked, handler.operation]).toEqual([[handler], 'reports'])
  expect(calls).toEqual([['event', {}, stream]])
})
