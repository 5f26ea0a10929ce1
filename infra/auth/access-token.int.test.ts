import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { type SecretsManagerServer, startSecretsManager } from '../secrets/testing/secrets-manager-server.ts'
import { verifyAccessToken } from './access-token.ts'
import { signToken } from './token.ts'
import { signAccessToken } from './token-rules.ts'

const before = { ...process.env }
const karim = { userId: 'u-1', tenantId: 'acme', role: 'admin' } as const
const [first, second, third, unknown] = ['a', 'b', 'c', 'x'].map((letter) =>
  `${letter}-0123456789`.repeat(4),
) as [string, string, string, string]
const hourMs = 3_600_000
let secrets: SecretsManagerServer
let tests = 0

beforeAll(async () => {
  secrets = await startSecretsManager()
})
beforeEach(() => {
  const JWT_ACCESS_SECRET_ARN = secrets.put(`jwt-${++tests}`, first)
  process.env = { ...before, ...secrets.environment, LOG_LEVEL: 'silent', JWT_ACCESS_SECRET_ARN }
})
afterEach(() => {
  jest.restoreAllMocks()
  process.env = { ...before }
})
afterAll(() => secrets.close())

const rotateTo = (secret: string, createdAtMs?: number) => secrets.put(`jwt-${tests}`, secret, createdAtMs)

/** Whether a token is accepted that this secret has signed. */
const isAccepted = async (secret: string): Promise<boolean> =>
  (await verifyAccessToken(await signToken(karim, secret))).ok

test('a token of the secret is accepted, and one of another secret is not', async () => {
  expect(await isAccepted(first)).toBe(true)
  expect(await isAccepted(unknown)).toBe(false)
})

test('after a rotation tokens of both secrets are accepted, and no others', async () => {
  expect(await isAccepted(first)).toBe(true)
  rotateTo(second)
  expect(await Promise.all([second, second, first, unknown].map(isAccepted))).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test('after the next rotation the first secret is no longer accepted', async () => {
  rotateTo(second)
  rotateTo(third)
  expect(await Promise.all([third, second, first].map(isAccepted))).toEqual([true, true, false])
})

test('twelve hours after a rotation the secret before it is no longer accepted', async () => {
  rotateTo(second, Date.now() - 11.9 * hourMs)
  expect(await Promise.all([second, first].map(isAccepted))).toEqual([true, true])
  process.env.JWT_ACCESS_SECRET_ARN = secrets.put('jwt-old', first)
  secrets.put('jwt-old', second, Date.now() - 12.1 * hourMs)
  expect(await Promise.all([second, first].map(isAccepted))).toEqual([true, false])
})

test('in the environment a second secret counts for as long as it is set', async () => {
  Object.assign(process.env, { JWT_ACCESS_SECRET: second, JWT_ACCESS_SECRET_PREVIOUS: first })
  expect(await Promise.all([second, first, unknown].map(isAccepted))).toEqual([true, true, false])
  process.env.JWT_ACCESS_SECRET_PREVIOUS = ''
  expect(await Promise.all([second, first].map(isAccepted))).toEqual([true, false])
})

test('the rules of the environment count, and tokens that are signed here follow them', async () => {
  const rules = { JWT_ISSUER: 'https://finance.example', JWT_AUDIENCE: 'finance', JWT_MAX_AGE_SECONDS: '600' }
  Object.assign(process.env, rules)
  expect(await verifyAccessToken(await signAccessToken(karim, first))).toMatchObject({ ok: true })
  expect(await verifyAccessToken(await signToken(karim, first))).toEqual({
    ok: false,
    reason: 'of another issuer',
  })
})

test('a thousand tokens with a wrong signature cause two fetches', async () => {
  expect(await isAccepted(first)).toBe(true)
  const calls = secrets.calls()
  const token = await signToken(karim, unknown)
  for (let count = 0; count < 1_000; count++) expect((await verifyAccessToken(token)).ok).toBe(false)
  // The secret before the last rotation, which there is not, and a refresh.
  expect(secrets.calls() - calls).toBe(2)
})

test('what is no token of this service causes no fetch', async () => {
  expect(await isAccepted(first)).toBe(true)
  const calls = secrets.calls()
  const expired = await signToken(karim, first, -60)
  for (const token of [undefined, 'abc', 'a.b.c', expired])
    expect(await verifyAccessToken(token)).toMatchObject({ ok: false })
  expect(secrets.calls()).toBe(calls)
})
