import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { findMskAddress } from './msk.ts'

let server: Server
let status = 200
const requests: string[] = []
const sockets: Socket[] = []
const saved = { ...process.env }

beforeAll(async () => {
  server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    requests.push(decodeURIComponent(request.url ?? ''))
    const found = {
      bootstrapBrokerStringSaslIam: 'b-1:9098,b-2:9098',
      bootstrapBrokerStringSaslScram: 'b-1:9096',
    }
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(status === 200 ? found : { message: 'no' }))
  })
  server.on('connection', (socket) => sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_KAFKA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
})
afterAll(async () => {
  process.env = saved
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  requests.length = 0
  status = 200
})

const cluster = (name: string): string => `arn:aws:kafka:ap-southeast-1:123456789012:cluster/${name}/1`

test('AWS is called once for each cluster and kind of listener, however many callers there are', async () => {
  const iam = await Promise.all([findMskAddress(cluster('a'), 'iam'), findMskAddress(cluster('a'), 'iam')])
  const again = await findMskAddress(cluster('a'), 'iam')
  const scram = await findMskAddress(cluster('a'), 'scram')
  expect([...iam, again, scram].map(({ brokers }) => brokers)).toEqual([
    ...Array(3).fill('b-1:9098,b-2:9098'),
    'b-1:9096',
  ])
  expect(requests).toEqual(Array(2).fill(`/v1/clusters/${cluster('a')}/bootstrap-brokers`))
})

test('no connection to AWS stays open, and tokens are signed without one', async () => {
  const { token } = await findMskAddress(cluster('b'), 'iam')
  await Promise.all(sockets.map((socket) => socket.destroyed || once(socket, 'close')))
  expect(await token()).toMatch(/^[\w-]{100,}$/)
  expect(sockets.every(({ destroyed }) => destroyed)).toBe(true)
})

test('a failure is not cached', async () => {
  status = 403
  await expect(findMskAddress(cluster('c'), 'iam')).rejects.toThrow()
  status = 200
  await expect(findMskAddress(cluster('c'), 'iam')).resolves.toMatchObject({ brokers: 'b-1:9098,b-2:9098' })
})
