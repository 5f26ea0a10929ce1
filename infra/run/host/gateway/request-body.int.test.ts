import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from '@jest/globals'
import { createBodyReader, isClosedByClient, type ReadBody, smallBodyBytes } from './request-body.ts'

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

/** A request that sends a body of so many bytes in one piece, and fails after it where there is an error. */
const sending = (bytes: number, error?: Error): IncomingMessage => {
  async function* iterator() {
    yield Buffer.alloc(bytes)
    if (error) throw error
  }
  return { headers: {}, iterator } as never
}

test('a large body gives its bytes back once, however often it is released', async () => {
  const readBody = createBodyReader({ maxLargeBodyBytes: 100, maxLargeBodyBytesOfTenant: 1_000 })
  const read = () => readBody(sending(smallBodyBytes + 60), {} as ServerResponse, 'acme')
  const first = (await read()) as ReadBody
  expect(await read()).toBe('THROTTLED')

  first.release()
  first.release()

  expect([await read(), await read()]).toMatchObject([{ body: expect.any(Buffer) }, 'THROTTLED'])
})

test('a large body that breaks off gives its bytes back', async () => {
  const readBody = createBodyReader({ maxLargeBodyBytes: 100, maxLargeBodyBytesOfTenant: 100 })
  const read = (error?: Error) => readBody(sending(smallBodyBytes + 60, error), {} as ServerResponse, 'acme')
  await expect(read(new Error('aborted'))).rejects.toThrow('aborted')
  expect(await read()).toMatchObject({ body: expect.any(Buffer) })
})
