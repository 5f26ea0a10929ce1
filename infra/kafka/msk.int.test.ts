import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { mskAddress } from './msk.ts'

let server: Server
let status = 200
const asked: string[] = []
const sockets: Socket[] = []
const saved = { ...process.env }

beforeAll(async () => {
  server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''))
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
  asked.length = 0
  status = 200
})

const cluster = (name: string): string => `arn:aws:kafka:ap-southeast-1:123456789012:cluster/${name}/1`

test('whoever asks, AWS is asked once for a cluster and a kind of listener', async () => {
  const iam = await Promise.all([mskAddress(cluster('a'), 'iam'), mskAddress(cluster('a'), 'iam')])
  const again = await mskAddress(cluster('a'), 'iam')
  const scram = await mskAddress(cluster('a'), 'scram')
  expect([...iam, again, scram].map(({ brokers }) => brokers)).toEqual([
    ...Array(3).fill('b-1:9098,b-2:9098'),
    'b-1:9096',
  ])
  expect(asked).toEqual(Array(2).fill(`/v1/clusters/${cluster('a')}/bootstrap-brokers`))
})

test('no connection stays open behind, and tokens are signed without one', async () => {
  const { token } = await mskAddress(cluster('b'), 'iam')
  await Promise.all(sockets.map((socket) => socket.destroyed || once(socket, 'close')))
  expect(await token()).toMatch(/^[\w-]{100,}$/)
  expect(sockets.every(({ destroyed }) => destroyed)).toBe(true)
})

test('a failure is not remembered', async () => {
  status = 403
  await expect(mskAddress(cluster('c'), 'iam')).rejects.toThrow()
  status = 200
  await expect(mskAddress(cluster('c'), 'iam')).resolves.toMatchObject({ brokers: 'b-1:9098,b-2:9098' })
})
