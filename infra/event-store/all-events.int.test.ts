import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { connect } from '../postgres/connect.ts'
import { type EventStoreNode, startNode } from '../run/local/event-store/node.ts'
import { type TestDatabase, testDatabase } from '../run/local/postgres/test-database.ts'
import { type AllEvent, readAllPages, readHead } from './all-events.ts'
import { append } from './append.ts'
import { closeEventStore } from './client.ts'

let database: TestDatabase
let node: EventStoreNode
const before = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
}, 60_000)
// It resolves only when no read was left open.
afterEach(closeEventStore)
afterAll(async () => {
  process.env = before
  await node.stop()
  await database.drop()
})

const appendEvents = async (stream: string, count: number, from: number, text = ''): Promise<void> => {
  const events = Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'Happened',
    data: { text },
    metadata: {},
  }))
  await append(stream, events, from - 1)
}

/** Reads `$all` up to its end of before `meanwhile`. Returns the revisions of the stream, by page. */
const readPages = async (stream: string, meanwhile = async () => {}): Promise<number[][]> => {
  const head = await readHead()
  if (!head) throw new Error('$all has no events')
  await meanwhile()
  const revisionOf = (event: AllEvent) =>
    event.streamId === stream
      ? { value: Number(event.revision), bytes: JSON.stringify(event.data).length }
      : undefined
  const pages: number[][] = []
  for await (const { values } of readAllPages(head, revisionOf)) pages.push(values)
  return pages
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

test('a page ends at 500 events, and every event is in one page', async () => {
  const stream = `many-${randomUUID()}`
  await appendEvents(stream, 700, 0)
  await appendEvents(stream, 500, 700)
  const pages = await readPages(stream)
  expect(pages.flat()).toEqual(upTo(1200))
  expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(500)
})

test('a page ends with the event that reaches 4 MiB', async () => {
  const stream = `large-${randomUUID()}`
  for (const revision of upTo(7)) await appendEvents(stream, 1, revision, 'x'.repeat(900_000))
  const pages = (await readPages(stream)).filter(({ length }) => length > 0)
  expect(pages).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6],
  ])
})

test('events after the end that was read first are in no page', async () => {
  const stream = `growing-${randomUUID()}`
  await appendEvents(stream, 3, 0)
  const pages = await readPages(stream, () => appendEvents(stream, 20, 3))
  expect(pages.flat()).toEqual([0, 1, 2])
})

test('a read ends at its head also where a scavenge has removed the event at the head', async () => {
  const stream = `scavenged-${randomUUID()}`
  await appendEvents(stream, 3, 0)
  const pages = await readPages(stream, async () => {
    await appendEvents(stream, 2, 3)
    const owner = connect(database.owner)
    const removed = await owner`
      delete from eventstore.events where stream = ${stream} and revision = 2 returning stream`
    expect(removed).toHaveLength(1)
  })
  expect(pages.flat()).toEqual([0, 1])
})
