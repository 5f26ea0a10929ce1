import { randomUUID } from 'node:crypto'
import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type NodeProcess, startNodeProcess } from '../run/local/event-store/contract/node-process.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { append } from './append.ts'
import { closeEventStore } from './client.ts'
import { assertClockAgrees } from './clock.ts'
import { readLast, readStream } from './read.ts'

let database: TestDatabase
let node: NodeProcess
const before = process.env.EVENTSTORE_CONNECTION_STRING

beforeAll(async () => {
  database = await testDatabase()
  node = await startNodeProcess(database.owner)
  process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
}, 60_000)
afterEach(() => {
  jest.restoreAllMocks()
  movedMs = 0
})
afterAll(async () => {
  await closeEventStore()
  await node.kill()
  await database.drop()
  if (before === undefined) delete process.env.EVENTSTORE_CONNECTION_STRING
  else process.env.EVENTSTORE_CONNECTION_STRING = before
})

/** The time that a process takes from its clock when that clock is so far ahead. */
const takenAhead = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()

const checkAhead = (seconds: number) => assertClockAgrees(takenAhead(seconds), 60_000)
const disagrees = expect.objectContaining({ code: 'CLOCK_DISAGREES' })

const runningClock = performance.now.bind(performance)
let movedMs = 0

/** Moves `performance.now()` away from the clocks of this process and the store, from now on. */
const moveRunningClock = (seconds: number): void => {
  movedMs += seconds * 1000
  jest.spyOn(performance, 'now').mockImplementation(() => runningClock() + movedMs)
}

/** A time that is wrong forces a measurement. */
const measureNow = () => expect(checkAhead(1000)).rejects.toEqual(disagrees)

const measurements = async () => (await readLast('clock'))?.revision ?? -1

test('a clock that is wrong by two minutes is reported until it is correct again', async () => {
  for (const seconds of [120, -120]) await expect(checkAhead(seconds)).rejects.toEqual(disagrees)
  await checkAhead(0)
})

test('a clock that was correct is reported as soon as it is set forward or back', async () => {
  for (const seconds of [0, -240, 0, 240, 0, 61, 0, -61]) {
    if (seconds === 0) await checkAhead(seconds)
    else await expect(checkAhead(seconds)).rejects.toEqual(disagrees)
  }
})

test('a clock that is wrong within the tolerance is measured once', async () => {
  await measureNow()
  const before = await measurements()
  for (const seconds of [0, 50, -50]) await checkAhead(seconds)
  expect(await measurements()).toBe(before)
})

test('a measurement is valid for five minutes', async () => {
  await measureNow()
  moveRunningClock(200)
  await checkAhead(200)
  moveRunningClock(105)
  await expect(checkAhead(305)).rejects.toEqual(disagrees)
})

test('after a freeze the clock is measured again', async () => {
  moveRunningClock(180)
  await measureNow()
  // `performance.now()` is now as it is after it has stood still for three minutes.
  jest.restoreAllMocks()
  await checkAhead(0)
})

test('a measurement that took longer than the tolerance proves nothing', async () => {
  const { appendToStream } = EventStoreDBClient.prototype
  jest.spyOn(EventStoreDBClient.prototype, 'appendToStream').mockImplementation(async function (
    this: EventStoreDBClient,
    ...appended
  ) {
    const result = await appendToStream.apply(this, appended)
    moveRunningClock(61)
    return result
  })
  await measureNow()
  await expect(checkAhead(0)).rejects.toEqual(disagrees)
})

test('commands at the same time share a measurement', async () => {
  const before = await measurements()
  const checks = await Promise.allSettled(Array.from({ length: 5 }, () => checkAhead(120)))
  expect(checks).toEqual(Array(5).fill({ status: 'rejected', reason: disagrees }))
  expect(await measurements()).toBe(before + 1)
})

test('the stream for measuring the clock stays short', async () => {
  await measureNow()
  for (let count = 0; count < 12; count++)
    await append('clock', [{ id: randomUUID(), type: 'ClockRead', data: {}, metadata: {} }], 'any')
  expect(await readStream('clock')).toHaveLength(10)
})
