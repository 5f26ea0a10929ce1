import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type NodeProcess, startNodeProcess } from '../run/local/event-store/contract/node-process.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { append } from './append.ts'
import { closeEventStore } from './client.ts'
import { assertClockAgrees } from './clock.ts'
import { readStream } from './read.ts'

let database: TestDatabase
let node: NodeProcess
const before = process.env.EVENTSTORE_CONNECTION_STRING

beforeAll(async () => {
  database = await testDatabase()
  // The store runs in its own process and therefore has its own clock.
  node = await startNodeProcess(database.owner)
  process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
}, 60_000)
afterEach(() => {
  jest.useRealTimers()
})
afterAll(async () => {
  await closeEventStore()
  await node.kill()
  await database.drop()
  if (before === undefined) delete process.env.EVENTSTORE_CONNECTION_STRING
  else process.env.EVENTSTORE_CONNECTION_STRING = before
})

/** Moves the clock of this process away from that of the store; timers keep running. */
const moveClock = (seconds: number) =>
  jest.useFakeTimers({
    now: Date.now() + seconds * 1000,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  })

test('a clock that is wrong by two minutes is reported until it is correct again', async () => {
  for (const seconds of [120, -120]) {
    moveClock(seconds)
    await expect(assertClockAgrees(60_000)).rejects.toMatchObject({ code: 'CLOCK_DISAGREES' })
    jest.useRealTimers()
  }
  await assertClockAgrees(60_000)
})

test('the stream for measuring the clock stays short', async () => {
  // A wrong clock forces a measurement and is not remembered, so this test is independent of the other.
  moveClock(120)
  await assertClockAgrees(60_000).catch(() => undefined)
  for (let count = 0; count < 12; count++)
    await append('clock', [{ id: randomUUID(), type: 'ClockRead', data: {}, metadata: {} }], 'any')
  expect(await readStream('clock')).toHaveLength(10)
})
