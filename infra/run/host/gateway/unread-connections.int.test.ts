import { expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import type { Connection } from '../fixtures/open-connection.ts'

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

/** Each causes more than the buffers of both sockets hold. */
test.each([
  ['responses', large.repeat(6)],
  ['metrics', 'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2_000)],
])(
  'clients that do not take their %s cannot keep others out',
  async (_, requests) => {
    const unread: Connection[] = []
    for (let client = 0; client < 2; client++) {
      const connection = await connect()
      unread.push(connection)
      connection.write(requests)
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
    for (const { socket } of unread) socket.destroy()
  },
  30_000,
)
