import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { type Connection, openConnection } from '../fixtures/open-connection.ts'
import { limitUnreadResponses } from './unread-responses.ts'

/** More than the buffers of both sockets hold. */
const body = Buffer.alloc(30_000_000, 'a')
const anHourMs = 3_600_000

let server: Server
let open: Connection[] = []
afterEach(() => {
  for (const { socket } of open) socket.destroy()
  open = []
  server.closeAllConnections()
  server.close()
})

/** Starts a server that sends the body to every client, and returns the function that connects one. */
const startServer = async (limits: Parameters<typeof limitUnreadResponses>[0]) => {
  const watch = limitUnreadResponses(limits)
  server = createServer((_, response) => {
    watch(response, body.length)
    response.end(body)
    server.emit('answered', response, once(response, 'close'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return async () => {
    const connection = await openConnection(port)
    open.push(connection)
    connection.socket.pause()
    const answered = once(server, 'answered')
    connection.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const [response, ended] = (await answered) as [ServerResponse, Promise<unknown>]
    return { socket: connection.socket, response, ended }
  }
}

test('a client that does not take its response loses its connection after the time', async () => {
  const askWithoutReading = await startServer({ responseTimeoutMs: 200, maxUnreadBytes: 10 * body.length })
  const { response, ended } = await askWithoutReading()
  await ended
  expect(response.writableFinished).toBe(false)
})

test('a client that takes its response keeps its connection', async () => {
  const ask = await startServer({ responseTimeoutMs: anHourMs, maxUnreadBytes: body.length })
  const { response, socket, ended } = await ask()
  socket.resume()
  await ended
  expect([response.writableFinished, socket.destroyed]).toEqual([true, false])
})

test('above the limit of all unread bytes the one that waits longest loses its connection', async () => {
  const ask = await startServer({ responseTimeoutMs: anHourMs, maxUnreadBytes: 2 * body.length })
  const [first, second] = [await ask(), await ask()]
  const third = await ask()
  await first.ended
  expect(first.response.writableFinished).toBe(false)
  for (const { response, socket, ended } of [second, third]) {
    socket.resume()
    await ended
    expect(response.writableFinished).toBe(true)
  }
})

test('a response is sent even if it alone is larger than the limit', async () => {
  const ask = await startServer({ responseTimeoutMs: anHourMs, maxUnreadBytes: 1_000 })
  const { response, socket, ended } = await ask()
  socket.resume()
  await ended
  expect(response.writableFinished).toBe(true)
})
