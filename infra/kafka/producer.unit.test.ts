import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { withRemainingTime } from '../process/time-left.ts'
import { closeProducers, publish } from './producer.ts'
import type { TopicRecord } from './topic.ts'

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('KAFKA_')) delete process.env[name]
})
afterEach(async () => {
  process.env = { ...before }
  await closeProducers()
})

const record: TopicRecord = { key: 'invoice-acme_1', value: '{}', headers: {} }

test('without Kafka the message names the missing settings', async () => {
  await expect(publish('t', [record])).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('KAFKA_BROKERS'),
  })
})

test('publishing no records needs no Kafka', async () => {
  await expect(publish('t', [])).resolves.toBeUndefined()
})

test('near the end of an invocation a broker is waited for only until a second before it', async () => {
  process.env.KAFKA_BROKERS = '127.0.0.1:1'
  const published = withRemainingTime(
    () => 1_030,
    () => publish('t', [record]),
  )
  await expect(published).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    cause: expect.objectContaining({ message: 'no acknowledgement within 30 ms' }),
  })
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
