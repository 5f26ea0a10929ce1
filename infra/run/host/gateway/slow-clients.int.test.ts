import { expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import type { Connection } from '../fixtures/open-connection.ts'

const { connect } = fixtureHost({ maxConnections: 8, waitingGraceMs: 0 })

const connections = async (count: number): Promise<Connection[]> => {
  const opened: Connection[] = []
  for (let index = 0; index < count; index++) opened.push(await connect())
  return opened
}

const isServed = async (): Promise<boolean> => {
  const connection = await connect()
  connection.write(
    'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nAuthorization: Bearer good\r\n\r\n{}',
  )
  await connection.waitFor(/^HTTP\/1.1 200 /)
  connection.socket.destroy()
  await connection.closed
  return true
}

test.each([
  ['send nothing', ''],
  ['send a part of a head', 'POST /echo HTTP/1.1\r\nHost: a\r\n'],
  ['send a part of a body', 'POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{'],
])('clients that %s cannot keep others out', async (_, text) => {
  const slow = await connections(8)
  for (const connection of slow) if (text !== '') connection.write(text)
  for (let client = 0; client < 10; client++) expect(await isServed()).toBe(true)
  for (const { socket } of slow) socket.destroy()
})

test('a request that has arrived is answered, however many others connect', async () => {
  const waiting = await connect()
  const body = JSON.stringify({ waitMs: 500, response: { statusCode: 200, body: 'done' } })
  waiting.write(`POST /respond HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  const others = await connections(20)
  expect(await waiting.waitFor(/done$/)).toMatch(/^HTTP\/1.1 200 /)
  for (const { socket } of [waiting, ...others]) socket.destroy()
})
