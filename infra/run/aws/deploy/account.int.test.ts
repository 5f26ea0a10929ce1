import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openAccount } from './account.ts'

/** Takes requests and answers none. */
const silent = createServer(() => undefined)
const before = { ...process.env }

beforeAll(async () => {
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`
  process.env.AWS_ACCESS_KEY_ID = 'test'
  process.env.AWS_SECRET_ACCESS_KEY = 'test'
})
afterAll(() => {
  process.env = { ...before }
  silent.closeAllConnections()
  silent.close()
})

test('a deployment does not wait without end for a function that does not answer', async () => {
  const account = openAccount('ap-southeast-1', { requestTimeout: 50 })
  await expect(account.invoke('finance-prod-migrate', { command: 'run' })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})
