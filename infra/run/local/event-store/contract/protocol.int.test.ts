import {
  EventStoreDBClient,
  persistentSubscriptionToStreamSettingsFromDefaults,
  streamNameFilter,
} from '@eventstore/db-client'
import { type ServiceError, status } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { rawClient, shared, streams } from './raw-client.ts'
import {
  collect,
  freshStream,
  rejection,
  startTestStore,
  type TestStore,
  testEvent,
  testOfEmbeddedNode,
} from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
}, 30_000)
afterAll(() => store.stop())

const streamNamed = (stream: string | Uint8Array) =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream))

describe('an unsupported method fails with UNIMPLEMENTED', () => {
  testOfEmbeddedNode.each([
    [
      'creating a persistent subscription',
      () =>
        store.client.createPersistentSubscriptionToStream(
          's',
          'g',
          persistentSubscriptionToStreamSettingsFromDefaults(),
        ),
    ],
    [
      'reading a persistent subscription',
      () => collect(store.client.subscribeToPersistentSubscriptionToStream('s', 'g') as never),
    ],
    ['creating a projection', () => store.client.createProjection('p', 'fromAll()')],
  ])('%s', async (_case, call) => {
    const error = await rejection(call())
    expect([status.UNIMPLEMENTED, 'unsupported']).toContain(
      (error as { code?: number }).code ?? (error as { type?: string }).type,
    )
  })
})

test('a client finds the node through esdb+discover', async () => {
  const client = EventStoreDBClient.connectionString(
    store.connectionString.replace('esdb://', 'esdb+discover://'),
  )
  const stream = freshStream()
  await client.appendToStream(stream, testEvent(1))
  expect(await collect(client.readStream(stream))).toHaveLength(1)
  await client.dispose()
})

type AppendMessage = (messages: {
  options: streams.AppendReq.Options
  event: streams.AppendReq.ProposedMessage
}) => void

const proposed = () => {
  const message = new streams.AppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(crypto.randomUUID()))
    .setData(Buffer.from('{}'))
  message.getMetadataMap().set('type', 'Tested').set('content-type', 'application/json')
  return message
}

/** Sends an append with its messages changed by `spoil`; returns the error. */
const appendSpoilt = (spoil: AppendMessage): Promise<ServiceError> => {
  const client = rawClient(store.connectionString)
  const options = new streams.AppendReq.Options()
    .setStreamIdentifier(streamNamed(freshStream()))
    .setAny(new shared.Empty())
  const event = proposed()
  spoil({ options, event })
  return new Promise<ServiceError>((resolve, reject) => {
    const call = client.append((error) =>
      error === null ? reject(new Error('it was accepted')) : resolve(error),
    )
    call.on('error', () => undefined)
    call.write(new streams.AppendReq().setOptions(options))
    call.write(new streams.AppendReq().setProposedMessage(event))
    call.end()
  }).finally(() => client.close())
}

describe('malformed input fails with INVALID_ARGUMENT and affects no other call', () => {
  testOfEmbeddedNode.each<[string, AppendMessage]>([
    ['an id that is not a UUID', ({ event }) => event.setId(new shared.UUID().setString('42'))],
    ['no id', ({ event }) => event.clearId()],
    ['no type', ({ event }) => event.getMetadataMap().del('type')],
    ['no content type', ({ event }) => event.getMetadataMap().del('content-type')],
    ['a type with U+0000', ({ event }) => event.getMetadataMap().set('type', 'a\0b')],
    ['no stream name', ({ options }) => options.setStreamIdentifier(streamNamed(''))],
    [
      'a stream name that is not UTF-8',
      ({ options }) => options.setStreamIdentifier(streamNamed(Uint8Array.from([0xff, 0xfe]))),
    ],
    ['a stream name with U+0000', ({ options }) => options.setStreamIdentifier(streamNamed('a\0b'))],
    [
      'a stream name that is too long',
      ({ options }) => options.setStreamIdentifier(streamNamed('a'.repeat(2000))),
    ],
    ['the stream $all', ({ options }) => options.setStreamIdentifier(streamNamed('$all'))],
    ['no expected revision', ({ options }) => options.clearAny()],
  ])('%s', async (_case, spoil) => {
    expect(await appendSpoilt(spoil)).toMatchObject({ code: status.INVALID_ARGUMENT })
    expect((await store.client.appendToStream(freshStream(), testEvent(1))).success).toBe(true)
  })

  test('a malformed regular expression', async () => {
    const subscription = store.client.subscribeToAll({ filter: streamNameFilter({ regex: '(' }) })
    expect(await rejection(collect(subscription, 1))).toMatchObject({ code: status.INVALID_ARGUMENT })
  })

  testOfEmbeddedNode('one of several appends on a connection', async () => {
    const stream = freshStream()
    const bad = { ...testEvent(1), id: 'no uuid' }
    const [rejected, ...others] = await Promise.allSettled([
      store.client.appendToStream(stream, bad),
      ...[1, 2, 3].map((n) => store.client.appendToStream(stream, testEvent(n))),
    ])
    expect(rejected).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('must be a UUID') },
    })
    for (const other of others) expect(other.status).toBe('fulfilled')
  })
})

testOfEmbeddedNode('ids can be sent and received as two numbers', async () => {
  const stream = freshStream()
  const id = 'f81d4fae-7dec-41d0-8765-00a0c91e6bf6'
  await store.client.appendToStream(stream, { ...testEvent(1), id })
  const client = rawClient(store.connectionString)
  const { Options } = streams.ReadReq
  const options = new Options()
    .setStream(
      new Options.StreamOptions().setStreamIdentifier(streamNamed(stream)).setStart(new shared.Empty()),
    )
    .setCount('1')
    .setUuidOption(new Options.UUIDOption().setStructured(new shared.Empty()))
  const uuid = await new Promise<InstanceType<typeof shared.UUID> | undefined>((resolve, reject) => {
    const call = client.read(new streams.ReadReq().setOptions(options))
    call.on('data', (response: InstanceType<typeof streams.ReadResp>) =>
      resolve(response.getEvent()?.getEvent()?.getId()),
    )
    call.on('error', reject)
  }).finally(() => client.close())
  expect(uuid?.getStructured()?.getMostSignificantBits()).toBe(
    BigInt.asIntN(64, 0xf81d4fae7dec41d0n).toString(),
  )
  const revision = await appendWithId(stream, new shared.UUID().setStructured(uuid?.getStructured()))
  expect(revision).toBe(0)
})

/** Returns the revision of the append: that of the first one when the id was recognised. */
const appendWithId = (stream: string, id: InstanceType<typeof shared.UUID>): Promise<number> => {
  const client = rawClient(store.connectionString)
  const options = new streams.AppendReq.Options()
    .setStreamIdentifier(streamNamed(stream))
    .setNoStream(new shared.Empty())
  return new Promise<number>((resolve, reject) => {
    const call = client.append((error, response) =>
      error === null ? resolve(Number(response.getSuccess()?.getCurrentRevision())) : reject(error),
    )
    call.write(new streams.AppendReq().setOptions(options))
    call.write(new streams.AppendReq().setProposedMessage(proposed().setId(id)))
    call.end()
  }).finally(() => client.close())
}
