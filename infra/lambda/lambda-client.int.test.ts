import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { thawAfter } from '../process/testing/freeze.ts'
import { startTcpProxy, type TcpProxy } from '../process/testing/tcp-proxy.ts'
import { withRemainingTime } from '../process/time-left.ts'
import { invoke } from './invoke.ts'

const before = { ...process.env }
const lambda = createServer((_, response) => response.end('"done"'))
let proxy: TcpProxy

beforeAll(async () => {
  lambda.listen(0, '127.0.0.1')
  await once(lambda, 'listening')
  proxy = await startTcpProxy((lambda.address() as AddressInfo).port)
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${proxy.port}`,
    AWS_REGION: 'ap-southeast-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    FUNCTION_PREFIX: 'finance-prod-',
  })
})
afterAll(async () => {
  process.env = before
  jest.restoreAllMocks()
  await proxy.close()
  lambda.closeAllConnections()
  lambda.close()
})

const invokeInTime = () =>
  withRemainingTime(
    () => 4_000,
    () => invoke('create-invoice', {}, 'RequestResponse'),
  )

test('after a thaw the first invocation succeeds, although the network forgot the connection', async () => {
  await invokeInTime()
  thawAfter(20_000)
  await invokeInTime()
  expect(proxy.connections()).toBe(1)
  proxy.forgetAll()
  thawAfter(31_000)
  await expect(invokeInTime()).resolves.toBe('done')
})
