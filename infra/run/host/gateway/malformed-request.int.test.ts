import { describe, expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import { bodyOf, type Connection } from '../fixtures/open-connection.ts'

const { connect } = fixtureHost({ headersTimeoutMs: 500, requestTimeoutMs: 1_500 })

describe('a request that does not arrive', () => {
  const expectError = async ({ closed }: Connection, status: number) => {
    const response = await closed
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*\\r\\nConnection: close\\r\\n`))
    expect(bodyOf(response).errors[0].extensions).toEqual({
      ...{ code: 'INVALID_INPUT', path: null, params: {}, retryable: false },
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  }

  test('gets a 408 when its head or its body is too slow', async () => {
    const [silent, slowHead, slowBody] = await Promise.all([connect(), connect(), connect()])
    slowHead.write('POST /echo HTTP/1.1\r\nHost: a\r\n')
    slowBody.write(`POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{`)
    await Promise.all([silent, slowHead, slowBody].map((connection) => expectError(connection, 408)))
  })

  test.each([
    ['is not HTTP', 'hello\r\n\r\n', 400],
    ['has a header that HTTP does not allow', 'GET / HTTP/1.1\r\nHost: a\r\nA b: 1\r\n\r\n', 400],
    [
      'has two lengths',
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    ['has too large a head', `GET / HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ])('gets an error in the shape of all others when it %s', async (_, text, status) => {
    const connection = await connect()
    connection.write(text)
    await expectError(connection, status)
  })
})

test('a whole request gets its response when what is not HTTP comes behind it', async () => {
  const connection = await connect()
  const body = JSON.stringify({ waitMs: 50, response: { statusCode: 201, body: 'done' } })
  const request = `POST /respond HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  connection.write(`${request}hello\r\n\r\n`)
  expect(await connection.closed).toMatch(/^HTTP\/1.1 201 [\s\S]*\r\nConnection: close\r\n[\s\S]*done$/)
})

test.each([
  ['an expectation that nobody knows', 'Host: a\r\nExpect: something\r\n'],
  ['no host', ''],
])('a request with %s is answered as any other', async (_, headers) => {
  const connection = await connect()
  connection.write(`GET /nowhere HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`)
  const response = await connection.closed
  expect(response).toMatch(/^HTTP\/1.1 4\d\d [\s\S]*\r\nX-Correlation-ID: [0-9a-f-]{36}\r\n/)
  expect(bodyOf(response).errors).toHaveLength(1)
})
