import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { provideHostRuntime, type TopicRecord } from '../lambda/runtime.ts'
import { closeProducer, publish } from './producer.ts'

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('KAFKA_')) delete process.env[name]
})
afterEach(async () => {
  process.env = { ...before }
  provideHostRuntime(undefined)
  await closeProducer()
})

const record: TopicRecord = { key: 'invoice-acme_1', value: '{}', headers: {} }

test('without Kafka the records go to the host, in their order', async () => {
  const taken: unknown[] = []
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    invoke: async () => undefined,
    publish: async (topic, records) => void taken.push(topic, ...records),
  })
  await publish('t', [record, { ...record, value: '2' }])
  expect(taken).toEqual(['t', record, { ...record, value: '2' }])
})

test('without Kafka and without a host the setting that is missing is named', async () => {
  await expect(publish('t', [record])).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('KAFKA_BROKERS'),
  })
})

test('nothing to publish needs neither', async () => {
  await expect(publish('t', [])).resolves.toBeUndefined()
})

test('a broker that never answers is unavailable after the deadline, with its cause', async () => {
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  process.env.KAFKA_BROKERS = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const sockets: { destroy(): void }[] = []
  silent.on('connection', (socket) => sockets.push(socket))
  await expect(publish('t', [record])).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: expect.objectContaining({ message: 'no answer within 5000 ms' }),
  })
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => silent.close(resolve))
}, 15_000)
