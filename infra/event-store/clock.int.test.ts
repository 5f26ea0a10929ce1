import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type NodeProcess, startNodeProcess } from '../run/local/eventstore/contract/node-process.ts'
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
  // A process of its own, so that it keeps its own clock.
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

/** This process's clock, so many seconds away from the store's; everything else goes on. */
const clockAway = (seconds: number) =>
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

test('a clock that is two minutes away is noticed, and as soon as it is right again all goes on', async () => {
  for (const seconds of [120, -120]) {
    clockAway(seconds)
    await expect(assertClockAgrees()).rejects.toMatchObject({ code: 'CLOCK_DISAGREES' })
    jest.useRealTimers()
  }
  await assertClockAgrees()
})

test('the stream that the clock is learnt from stays short', async () => {
  // A wrong clock is not kept: the other case, if it comes after this one, has its own measured.
  clockAway(120)
  await assertClockAgrees().catch(() => undefined)
  for (let reading = 0; reading < 12; reading++)
    await append('clock', [{ id: randomUUID(), type: 'ClockRead', data: {}, metadata: {} }], 'any')
  expect(await readStream('clock')).toHaveLength(10)
})
