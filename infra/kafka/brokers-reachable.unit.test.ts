import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { assertBrokersReachable } from './brokers-reachable.ts'

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('KAFKA_')) delete process.env[name]
})
afterEach(() => {
  process.env = { ...before }
})

test('the check passes when Kafka is not configured', async () => {
  await expect(assertBrokersReachable()).resolves.toBeUndefined()
})

test('a broker that closes every connection is reported with its cause', async () => {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.env.KAFKA_BROKERS = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(assertBrokersReachable()).rejects.toMatchObject({
    name: 'KafkaUnavailable',
    code: 'STORE_UNAVAILABLE',
    cause: expect.any(Error),
  })
  expect(connections).toBeGreaterThan(0)
  server.close()
})
