import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, expect, test } from '@jest/globals'
import { graphqlClient } from './graphql-client.ts'

const started: { close(): void }[] = []
afterEach(() => {
  for (const part of started.splice(0)) part.close()
})

const listen = async (server: Server): Promise<string> => {
  started.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

const clientOf = (url: string) => {
  const client = graphqlClient(url, 'token')
  started.push(client)
  return client
}

const executeAgainst = async (status: number, body: string): Promise<unknown> => {
  const url = await listen(createServer((_request, response) => response.writeHead(status).end(body)))
  return clientOf(url).execute('{ invoice { id } }')
}

test('returns the value of the root field', async () => {
  expect(await executeAgainst(200, '{"data":{"invoice":{"id":"1"}}}')).toEqual({ id: '1' })
})

test.each([
  ['an HTTP error', 500, '{"data":{"invoice":{"id":"1"}}}'],
  ['a GraphQL error', 200, '{"data":{"invoice":null},"errors":[{"message":"no"}]}'],
  ['no data', 200, '{"data":null}'],
  ['a body that is not JSON', 200, '<html>'],
])('fails on %s', async (_case, status, body) => {
  await expect(executeAgainst(status, body)).rejects.toThrow(`HTTP ${status}: ${body}`)
})

test('fails when the connection is closed without a response', async () => {
  const url = await listen(createServer((request) => request.socket.destroy()))
  await expect(clientOf(url).execute('{ invoice { id } }')).rejects.toMatchObject({ code: 'ECONNRESET' })
})
