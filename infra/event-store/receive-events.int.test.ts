import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import {
  DeadlineExceededError,
  EventStoreDBClient,
  jsonEvent,
  START,
  type StreamingRead,
} from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { startTcpProxy, type TcpProxy } from '../process/testing/tcp-proxy.ts'
import { type EventStoreNode, startNode } from '../run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { receiveEvents } from './receive-events.ts'

const eventCount = 1_000

let database: TestDatabase
let node: EventStoreNode
let proxy: TcpProxy
let client: EventStoreDBClient
const stream = `long-${randomUUID()}`

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  const writer = EventStoreDBClient.connectionString(node.connectionString)
  const events = Array.from({ length: eventCount }, () => jsonEvent({ type: 'Happened', data: {} }))
  await writer.appendToStream(stream, events)
  await writer.dispose()
}, 60_000)
beforeEach(async () => {
  proxy = await startTcpProxy(node.port)
  client = clientOf('esdb', 'tls=false')
})
afterEach(async () => {
  await client.dispose()
  await proxy.close()
})
afterAll(async () => {
  await node.stop()
  await database.drop()
})

const clientOf = (scheme: string, options: string): EventStoreDBClient =>
  EventStoreDBClient.connectionString(`${scheme}://127.0.0.1:${proxy.port}?${options}`)

/** How many calls the client has not ended yet: those that `dispose` would wait for. */
const openCalls = (): number =>
  (client as unknown as { disposableStreams: Set<unknown> }).disposableStreams.size

/** Waits until every call has ended. The time limit of the test is the only one. */
const untilNoCallIsOpen = async (): Promise<void> => {
  while (openCalls() > 0) await new Promise(setImmediate)
}

const readEvents = (maxCount: number) => client.readStream(stream, { fromRevision: START, maxCount })

const receiveAll = async (events: AsyncIterable<unknown>): Promise<number> => {
  let received = 0
  for await (const _ of events) received++
  return received
}

describe.each([2, 10, 40, eventCount])('a read of %i events', (maxCount) => {
  test('that is left after the first ends, and the client closes', async () => {
    for await (const { event } of receiveEvents(readEvents(maxCount))) {
      expect(event?.revision).toBe(0n)
      break
    }
    await untilNoCallIsOpen()
    await client.dispose()
  })

  test('that is left when the store has sent more ends, too', async () => {
    for await (const _ of receiveEvents(readEvents(maxCount))) {
      // Its response comes after what the store has sent before. Of a short read that is all, and then there
      // is nothing to cancel.
      await receiveAll(receiveEvents(readEvents(1)))
      break
    }
    await untilNoCallIsOpen()
    await client.dispose()
  })

  test('whose reader throws ends, too', async () => {
    const read = async () => {
      for await (const _ of receiveEvents(readEvents(maxCount))) throw new Error('damaged')
    }
    await expect(read()).rejects.toThrow('damaged')
    await untilNoCallIsOpen()
  })

  test('that is read to its end has all of them', async () => {
    expect(await receiveAll(receiveEvents(readEvents(maxCount)))).toBe(maxCount)
    await untilNoCallIsOpen()
  })
})

test('a read that is left does not disturb another one on the same connection', async () => {
  const other = receiveAll(receiveEvents(readEvents(eventCount)))
  for await (const _ of receiveEvents(readEvents(eventCount))) break
  expect(await other).toBe(eventCount)
  expect(proxy.connections()).toBe(1)
})

test('a read without a response fails, and ends', async () => {
  await receiveAll(receiveEvents(readEvents(1)))
  proxy.dropResponses()
  const read = receiveAll(receiveEvents(readEvents(1), 50))
  await expect(read).rejects.toBeInstanceOf(DeadlineExceededError)
  await untilNoCallIsOpen()
})

test('a read that goes on receiving has no limit together', async () => {
  const timers = ['nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'Date'] as const
  jest.useFakeTimers({ doNotFake: [...timers] })
  try {
    const sent = new PassThrough({ objectMode: true })
    const received = receiveEvents(sent as unknown as StreamingRead<number>, 1_000)
    for (const event of [1, 2, 3]) {
      sent.write(event)
      expect(await received.next()).toEqual({ value: event, done: false })
      jest.advanceTimersByTime(900)
    }
    await received.return(undefined)
  } finally {
    jest.useRealTimers()
  }
})

test('a read that failed while a cluster was searched throws nothing when the search fails', async () => {
  proxy.dropResponses()
  client = clientOf('esdb+discover', 'tls=false&maxDiscoverAttempts=1&gossipTimeout=1')
  const reading = readEvents(1)
  await expect(receiveAll(receiveEvents(reading, 50))).rejects.toBeInstanceOf(DeadlineExceededError)
  // Rejects when the search has failed. An error that nobody handles would end the process, and this test.
  await expect(reading.cancel()).rejects.toThrow(/discover/)
})
