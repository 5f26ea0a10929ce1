import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { withRemainingTime } from '../process/time-left.ts'
import { isSecretChanged, previousSecret, readSecret, secret } from './secret.ts'
import { type SecretsManagerServer, startSecretsManager } from './testing/secrets-manager-server.ts'

const before = { ...process.env }
const value = 'v-0123456789'.repeat(4)
let server: SecretsManagerServer

beforeAll(async () => {
  server = await startSecretsManager()
})
beforeEach(() => {
  process.env = { ...before, ...server.environment, LOG_LEVEL: 'silent' }
})
afterEach(() => {
  server.failWith(undefined)
  process.env = { ...before }
})
afterAll(() => server.close())

const errorOf = async (work: Promise<unknown>): Promise<Error> => {
  const error = await work.catch((caught: unknown) => caught)
  if (!(error instanceof Error)) throw new Error('no error was thrown')
  return error
}

test('a secret in the environment needs no Secrets Manager, even if an ARN is set', async () => {
  const calls = server.calls()
  Object.assign(process.env, {
    JWT_ACCESS_SECRET: value,
    JWT_ACCESS_SECRET_ARN: server.put('unused', 'other'),
  })
  expect(await secret('JWT_ACCESS_SECRET')).toBe(value)
  expect(await isSecretChanged('JWT_ACCESS_SECRET', value)).toBe(false)
  expect(await previousSecret('JWT_ACCESS_SECRET', 1_000)).toBeUndefined()
  expect(server.calls()).toBe(calls)
})

test('a secret that an ARN names is fetched once', async () => {
  process.env.JWT_ACCESS_SECRET_ARN = server.put('once', value)
  const calls = server.calls()
  const many = Array.from({ length: 20 }, () => secret('JWT_ACCESS_SECRET'))
  expect(new Set(await Promise.all(many))).toEqual(new Set([value]))
  expect(await secret('JWT_ACCESS_SECRET')).toBe(value)
  expect(server.calls() - calls).toBe(1)
})

test('a JSON secret contains the password and its user, or the part that the ARN names', async () => {
  const json = JSON.stringify({ username: 'finance_owner', password: 'p-1', reading: 'p-2' })
  const arn = server.put('json', json)
  Object.assign(process.env, {
    DATABASE_PASSWORD_SECRET_ARN: arn,
    DATABASE_READER_PASSWORD_SECRET_ARN: `${arn}#reading`,
  })
  expect(await readSecret('DATABASE_PASSWORD')).toEqual({ text: 'p-1', username: 'finance_owner' })
  expect(await secret('DATABASE_READER_PASSWORD')).toBe('p-2')
})

test('a refused secret is fetched again, and is changed only after a rotation', async () => {
  const arn = server.put('rotated', 'p-1')
  process.env.DATABASE_WRITER_PASSWORD_SECRET_ARN = arn
  expect(await secret('DATABASE_WRITER_PASSWORD')).toBe('p-1')
  server.put('rotated', 'p-2')
  expect(await secret('DATABASE_WRITER_PASSWORD')).toBe('p-1')
  expect(await isSecretChanged('DATABASE_WRITER_PASSWORD', 'p-1')).toBe(true)
  expect(await secret('DATABASE_WRITER_PASSWORD')).toBe('p-2')
  const calls = server.calls()
  for (let count = 0; count < 100; count++)
    expect(await isSecretChanged('DATABASE_WRITER_PASSWORD', 'p-2')).toBe(false)
  expect(await isSecretChanged('DATABASE_WRITER_PASSWORD', 'p-1')).toBe(true)
  expect(server.calls()).toBe(calls)
})

test('the secret before a rotation is known for a limited time, and only if there was one', async () => {
  process.env.JWT_ACCESS_SECRET_ARN = server.put('first', value)
  expect(await previousSecret('JWT_ACCESS_SECRET', 60_000)).toBeUndefined()
  process.env.JWT_ACCESS_SECRET_ARN = server.put('new', value)
  server.put('new', 'w-0123456789'.repeat(4), Date.now() - 59_000)
  expect(await previousSecret('JWT_ACCESS_SECRET', 60_000)).toMatchObject({ text: value })
  expect(await previousSecret('JWT_ACCESS_SECRET', 58_000)).toBeUndefined()
})

test('an optional secret that is not set is undefined, and a missing one names both variables', async () => {
  expect(await secret('KAFKA_SASL_PASSWORD')).toBeUndefined()
  await expect(secret('DATABASE_PASSWORD')).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringMatching(/^Configuration: DATABASE_PASSWORD is not .*DATABASE_PASSWORD_SECRET_ARN/),
  })
})

const short = 'too-short-to-sign'
test.each([
  ['a value that the variable does not allow', short, '', /is not valid: at least 32 bytes/],
  ['no text', undefined, '', /contains no text/],
  ['no part of that name', `{"password":"${short}"}`, '#signing', /not JSON with a text under "signing"/],
])('%s is an error that names the variable, and neither value nor ARN', async (name, text, key, message) => {
  process.env.JWT_ACCESS_SECRET_ARN = server.put(`bad ${name}`.replaceAll(' ', '-'), text) + key
  const error = await errorOf(secret('JWT_ACCESS_SECRET'))
  expect(error).toMatchObject({ name: 'SecretUnavailable', code: 'SECRET_UNAVAILABLE' })
  expect(error.cause).toBeUndefined()
  expect(error.message).toMatch(/^The secret that JWT_ACCESS_SECRET_ARN names /)
  expect(error.message).toMatch(message)
  expect(error.message).not.toMatch(/too-short|123456789012|arn:/)
})

test.each([
  ['AccessDeniedException', /AccessDeniedException/],
  ['InternalServiceError', /InternalServiceError/],
  ['no response', /TimeoutError|AbortError/],
] as const)(
  'when Secrets Manager gives %s the error has the reason and no ARN',
  async (failure, reason) => {
    process.env.JWT_ACCESS_SECRET_ARN = server.put(failure.replace(' ', '-'), value)
    server.failWith(failure)
    const error = await errorOf(secret('JWT_ACCESS_SECRET'))
    expect(error).toMatchObject({ code: 'SECRET_UNAVAILABLE' })
    expect(error.cause).toBeUndefined()
    expect(error.message).toMatch(
      /^The secret that JWT_ACCESS_SECRET_ARN names could not be fetched \(\w+\)$/,
    )
    expect(error.message).toMatch(reason)
  },
  20_000,
)

test('an invocation does not wait for a secret longer than it may, and the next has the secret', async () => {
  process.env.JWT_ACCESS_SECRET_ARN = server.put('late', value)
  const calls = server.calls()
  const late = withRemainingTime(
    () => 0,
    () => secret('JWT_ACCESS_SECRET'),
  )
  await expect(late).rejects.toThrow('could not be fetched before the end of the invocation')
  expect(await secret('JWT_ACCESS_SECRET')).toBe(value)
  expect(server.calls() - calls).toBe(1)
})

test('a secret that does not exist is an error', async () => {
  process.env.JWT_ACCESS_SECRET_ARN = `${server.put('there', value)}-not`
  await expect(secret('JWT_ACCESS_SECRET')).rejects.toThrow('(ResourceNotFoundException)')
})

test('an ARN of another service is refused without a call', async () => {
  process.env.JWT_ACCESS_SECRET_ARN = 'arn:aws:ssm:ap-southeast-1:123456789012:parameter/hush'
  const error = await errorOf(secret('JWT_ACCESS_SECRET'))
  expect(error.message).toMatch(/JWT_ACCESS_SECRET_ARN is not valid: arn:aws:secretsmanager:/)
  expect(error.message).not.toMatch(/hush/)
})
