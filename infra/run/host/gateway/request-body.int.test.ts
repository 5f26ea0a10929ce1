import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from '@jest/globals'
import { createBodyReader, isClosedByClient } from './request-body.ts'

/**
 * Sends a request, closes the connection, and returns whether the error of reading its body is known as that.
 */
const closeAfter = async (body: string): Promise<{ complete: boolean; known: boolean }> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n${body}`)
  const [request, response] = await once(server, 'request')
  const closed = new Promise((resolve) => request.on('error', () => {}).once('close', resolve))
  client.destroy()
  await closed
  const readBody = createBodyReader({ maxLargeBodyBytes: 1_000, maxLargeBodyBytesOfTenant: 1_000 })
  const error = await readBody(request, response, 'acme').catch((thrown: unknown) => thrown)
  server.close()
  return { complete: request.complete, known: isClosedByClient(request, error) }
}

test('a client that closes the connection within its body is known to have closed it', async () => {
  expect(await closeAfter('{')).toEqual({ complete: false, known: true })
})

test('so is one that closes it after its body, before anybody has read that', async () => {
  expect(await closeAfter('{}')).toEqual({ complete: true, known: true })
})

test('another error is not the fault of the client', async () => {
  const request = { destroyed: true, complete: true, errored: null } as Parameters<typeof isClosedByClient>[0]
  expect(isClosedByClient(request, new Error('defect'))).toBe(false)
})
