import { expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'

const { connect } = fixtureHost({
  maxConnections: 2,
  waitingGraceMs: 0,
  responseTimeoutMs: 3_600_000,
  maxUnreadBytes: 1_000_000_000,
})

const post = (path: string, body: string): string => {
  const headers = ['Host: a', 'Authorization: Bearer good', `Content-Length: ${body.length}`]
  return [`POST ${path} HTTP/1.1`, ...headers, '', body].join('\r\n')
}
const large = post('/respond', JSON.stringify({ response: { statusCode: 200 }, bodyBytes: 5_000_000 }))

test('clients that do not take their responses cannot keep others out', async () => {
  for (let client = 0; client < 2; client++) {
    const connection = await connect()
    // More than the buffers of both sockets hold.
    connection.write(large.repeat(6))
    await connection.waitFor(/^HTTP\/1.1 200 /)
    connection.socket.pause()
  }
  for (let status = ''; status !== '200'; ) {
    const other = await connect()
    other.write(post('/echo', '{}'))
    const response = await other.waitFor(/^HTTP\/1.1 \d+ /)
    status = response.slice(9, 12)
    expect(['200', '429']).toContain(status)
    other.socket.destroy()
    await other.closed
  }
}, 30_000)
