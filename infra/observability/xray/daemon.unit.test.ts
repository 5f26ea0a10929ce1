import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'

type Sent = (error?: Error) => void

/** A socket that sends nothing until the test calls back. */
class FakeSocket extends EventEmitter {
  readonly waiting: { text: string; sent: Sent }[] = []
  readonly close = jest.fn()
  unref() {
    return this
  }
  send(text: string, _port: number, _address: string, sent: Sent) {
    this.waiting.push({ text, sent })
  }
}

const sockets: FakeSocket[] = []
const createSocket = () => {
  const socket = new FakeSocket()
  sockets.push(socket)
  return socket
}
jest.unstable_mockModule('node:dgram', () => ({ createSocket, default: { createSocket } }))
const { flushDocuments, sendThroughAwaitableSocket } = await import('./daemon.ts')
const { default: emitter } = await import('aws-xray-sdk-core/dist/lib/segment_emitter.js')

beforeEach(() => {
  process.env.LOG_LEVEL = 'silent'
  sendThroughAwaitableSocket()
})
afterEach(async () => {
  for (const { waiting } of sockets) for (const { sent } of waiting) sent()
  await flushDocuments()
  sockets.length = 0
})

const send = (document: string) => emitter.send({ format: () => document } as never)

test('a document follows the line that the daemon expects', () => {
  send('{"id":"1"}')
  expect(sockets[0]?.waiting.map(({ text }) => text)).toEqual(['{"format":"json","version":1}\n{"id":"1"}'])
})

test('flushing waits for every document, and closes the socket', async () => {
  send('one')
  send('two')
  let flushed = false
  const flushing = flushDocuments().then(() => {
    flushed = true
  })
  sockets[0]?.waiting[0]?.sent()
  await new Promise((resolve) => setImmediate(resolve))
  expect(flushed).toBe(false)
  sockets[0]?.waiting[1]?.sent(new Error('no route'))
  await flushing
  expect(sockets[0]?.close).toHaveBeenCalledTimes(1)
  expect(sockets).toHaveLength(1)
})

test('flushing gives up when sending does not end, and leaves the socket to what is not sent', async () => {
  send('one')
  await flushDocuments()
  expect(sockets[0]?.close).not.toHaveBeenCalled()
})

test('a socket that fails is replaced, and fails nothing else', () => {
  send('one')
  sockets[0]?.emit('error', new Error('EMFILE'))
  send('two')
  expect(sockets.map(({ waiting }) => waiting.length)).toEqual([1, 1])
})

test('a document that X-Ray would refuse is not sent', () => {
  send('x'.repeat(64_001))
  expect(sockets).toEqual([])
})
