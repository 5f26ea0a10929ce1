import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { provideHostRuntime, type TopicRecord } from '../lambda/runtime.ts'
import { closeProducers, publish } from './producer.ts'

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('KAFKA_')) delete process.env[name]
})
afterEach(async () => {
  process.env = { ...before }
  provideHostRuntime(undefined)
  await closeProducers()
})

const record: TopicRecord = { key: 'invoice-acme_1', value: '{}', headers: {} }

test('without Kafka the host gets the records, in their order', async () => {
  const published: unknown[] = []
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    invoke: async () => undefined,
    publish: async (topic, records) => void published.push(topic, ...records),
  })
  await publish('t', [record, { ...record, value: '2' }])
  expect(published).toEqual(['t', record, { ...record, value: '2' }])
})

test('without Kafka and a host the message names the missing settings', async () => {
  await expect(publish('t', [record])).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('KAFKA_BROKERS'),
  })
})

test('publishing no records needs neither Kafka nor a host', async () => {
  await expect(publish('t', [])).resolves.toBeUndefined()
})

test('a broker that never responds is reported after the deadline, with the cause', async () => {
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  process.env.KAFKA_BROKERS = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const sockets: { destroy(): void }[] = []
  silent.on('connection', (socket) => sockets.push(socket))
  await expect(publish('t', [record])).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: expect.objectContaining({ message: 'no acknowledgement within 5000 ms' }),
  })
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => silent.close(resolve))
}, 15_000)
