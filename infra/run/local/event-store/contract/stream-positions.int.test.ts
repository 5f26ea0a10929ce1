import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rawClient, shared, streams } from './raw-client.ts'
import { consecutive, createStream, startTestStore, type TestStore } from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
}, 30_000)
afterAll(() => store.stop())

type Read = {
  from?: number
  backwards?: boolean
  count?: number
  compatibility?: number
}

type Content = { revisions: number[]; first: string | undefined; last: string | undefined }

/** Reads a stream as a client that asks for the positions does; the wrapped client never asks. */
const read = (
  stream: string,
  { from, backwards = false, count = 1000, compatibility = 1 }: Read = {},
): Promise<Content> => {
  const { Options } = streams.ReadReq
  const target = new Options.StreamOptions().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
  )
  if (from !== undefined) target.setRevision(String(from))
  else if (backwards) target.setEnd(new shared.Empty())
  else target.setStart(new shared.Empty())
  const options = new Options()
    .setStream(target)
    .setNoFilter(new shared.Empty())
    .setCount(String(count))
    .setReadDirection(backwards ? 1 : 0)
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()))
    .setControlOption(new Options.ControlOption().setCompatibility(compatibility))
  const client = rawClient(store.connectionString)
  const content: Content = { revisions: [], first: undefined, last: undefined }
  return new Promise<Content>((resolve, reject) => {
    const call = client.read(new streams.ReadReq().setOptions(options))
    call.on('data', (response: streams.ReadResp) => {
      const event = response.getEvent()?.getEvent()
      if (event !== undefined) content.revisions.push(Number(event.getStreamRevision()))
      if (response.hasFirstStreamPosition()) content.first = response.getFirstStreamPosition()
      if (response.hasLastStreamPosition()) content.last = response.getLastStreamPosition()
    })
    call.on('error', reject)
    call.on('end', () => resolve(content))
  }).finally(() => client.close())
}

test('a read ends with the last revision of the stream, also when it stops before', async () => {
  const stream = await createStream(store, 10)
  expect(await read(stream)).toEqual({ revisions: consecutive(10), first: undefined, last: '9' })
  expect(await read(stream, { count: 3 })).toEqual({ revisions: [0, 1, 2], first: undefined, last: '9' })
  expect(await read(stream, { count: 2, backwards: true })).toMatchObject({ revisions: [9, 8], last: '9' })
})

test('a client that does not ask for the positions gets none', async () => {
  const stream = await createStream(store, 3)
  await store.client.setStreamMetadata(stream, { truncateBefore: 100 })
  expect(await read(stream, { compatibility: 0 })).toEqual({
    revisions: [],
    first: undefined,
    last: undefined,
  })
})

test('a read that begins far before the first visible event says where that is', async () => {
  const stream = await createStream(store, 100)
  await store.client.setStreamMetadata(stream, { truncateBefore: 90 })
  expect(await read(stream)).toEqual({ revisions: consecutive(10, 90), first: '90', last: '99' })
  expect(await read(stream, { from: 89, count: 1 })).toMatchObject({ revisions: [90], first: '90' })
  expect(await read(stream, { from: 90 })).toMatchObject({ first: undefined, last: '99' })
  expect(await read(stream, { backwards: true })).toMatchObject({ first: undefined, last: '99' })
})

test('a read that begins after the end says where the next event will be', async () => {
  const stream = await createStream(store, 3)
  expect(await read(stream, { from: 3 })).toEqual({ revisions: [], first: undefined, last: '2' })
  expect(await read(stream, { from: 9 })).toEqual({ revisions: [], first: '3', last: '2' })
})
