import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { signToken } from '../../infra/auth/token.ts'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { pathAndCache } from '../../infra/run/local/testing/path-and-cache.ts'
import { startTestStores } from '../../infra/run/local/testing/stores.ts'
import { scanLog } from '../../infra/tools/log-scan/scan.ts'
import { deskOf, dueToday, line, today } from './testing/desk.ts'

const main = join(import.meta.dirname, '../../infra/run/host/main.ts')
const secret = 'a-signing-secret-of-the-test-0123456789'

/** Runs the service in a process of its own at the level debug, and returns all that it wrote. */
const logOf = async (work: (url: string) => Promise<void>): Promise<string> => {
  const stores = await startTestStores()
  const child = fork(main, [], {
    env: {
      ...pathAndCache(),
      ...stores.environment,
      JWT_ACCESS_SECRET: secret,
      LOG_LEVEL: 'debug',
      PORT: '0',
    },
    execArgv: [],
    silent: true,
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      text += chunk
    })
  const closed = once(child, 'close')
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    await work(`http://127.0.0.1:${port}`)
  } finally {
    child.kill('SIGTERM')
    await closed
    await stores.stop()
  }
  return text
}

const as = async (url: string, role: 'admin' | 'platform', tenantId = '') =>
  clientOf(url, await signToken({ userId: 'u-1', tenantId, role }, secret))

const personal = { nid: '1234567890', mobileNumber: '01712345678' }
const correlationId = 'case-of-the-log-test'

/** Sends requests that succeed, that are refused, and that are not valid. */
const useService = async (url: string): Promise<void> => {
  const platform = await as(url, 'platform')
  const register = 'mutation { registerTenant(input: { id: "acme", name: "Acme" }) { id } }'
  await platform.value(register)
  const admin = await as(url, 'admin', 'acme')
  const desk = deskOf(admin)
  const { id } = await desk.create([line('1', '100')], { ...dueToday(), customerNID: personal.nid })
  await desk.awaitRow(id, 0)
  await desk.expectError('pay', {
    id,
    input: {
      paymentId: 'p-1',
      amount: '100',
      method: 'MOBILE_WALLET',
      walletProvider: 'BKASH',
      mobileNumber: personal.mobileNumber,
      paidOn: today(),
    },
  })
  await admin.ask('{ nothing }', {}, { 'x-correlation-id': correlationId })
  await clientOf(url, `${admin.token}x`).ask('{ __typename }', {}, { 'x-correlation-id': correlationId })
  await fetch(`${url}/graphql`, {
    method: 'POST',
    body: '{',
    headers: { authorization: `Bearer ${admin.token}` },
  })
  await fetch(`${url}/health/ready`)
  await fetch(`${url}/nowhere?token=${admin.token}`)
}

test('every line of a run is a JSON object with the documented keys, and none has a secret', async () => {
  const text = await logOf(useService)
  const lines = text.split('\n').filter((one) => one !== '')
  expect(lines.length).toBeGreaterThanOrEqual(3)
  expect(scanLog(text, { isWhole: true })).toEqual([])
  for (const value of [secret, personal.nid, personal.mobileNumber]) expect(text).not.toContain(value)
  const rejected = lines.map((one) => JSON.parse(one)).find(({ message }) => message === 'Token rejected')
  expect(rejected).toMatchObject({ level: 'info', correlationId, context: { reason: expect.any(String) } })
}, 120_000)
