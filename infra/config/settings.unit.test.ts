import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type HostRuntime, provideHostRuntime } from '../lambda/runtime.ts'
import type { Environment } from './environment.ts'
import { ConfigurationError, checkEnvironment, checkVariables, settings } from './settings.ts'
import { isSecret } from './value-schemas.ts'
import { type SettingName, type VariableName, variables } from './variables.ts'

const environment = new AsyncLocalStorage<Environment>()
beforeAll(() => provideHostRuntime({ environment } as HostRuntime))
afterAll(() => provideHostRuntime(undefined))

const within = <T>(values: Environment, work: () => T): T => environment.run(values, work)

const problemsOf = (values: Environment, names: readonly VariableName[]): readonly string[] => {
  try {
    within(values, () => checkVariables(names))
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

test('values are typed, missing ones get their default, and an empty value counts as not set', () => {
  const names = ['NODE_ENV', 'PORT', 'DATABASE_SSL', 'DATABASE_HOST', 'KAFKA_BROKERS'] as const
  expect(
    within({ NODE_ENV: '', PORT: '', DATABASE_SSL: '1', DATABASE_HOST: 'db', KAFKA_BROKERS: '' }, () =>
      settings(names),
    ),
  ).toEqual({
    NODE_ENV: 'production',
    PORT: 3006,
    DATABASE_SSL: true,
    DATABASE_HOST: 'db',
    KAFKA_BROKERS: undefined,
  })
})

test('a value is parsed once, and again when it has changed', () => {
  const addressIn = (text: string) =>
    within(
      { EVENTSTORE_CONNECTION_STRING: text },
      () => settings(['EVENTSTORE_CONNECTION_STRING']).EVENTSTORE_CONNECTION_STRING,
    )
  const first = addressIn('esdb://ops:secret@host:2113')
  expect(first).toEqual({
    connectionString: 'esdb://host:2113',
    credentials: { username: 'ops', password: 'secret' },
  })
  expect(addressIn('esdb://ops:secret@host:2113')).toBe(first)
  expect(addressIn('esdb://other:2113')).toEqual({
    connectionString: 'esdb://other:2113',
    credentials: undefined,
  })
  expect(() => addressIn('host:2113')).toThrow('EVENTSTORE_CONNECTION_STRING is not valid')
  expect(addressIn('esdb://ops:secret@host:2113')).toEqual(first)
})

test('all variables that are missing or invalid are reported together', () => {
  expect(problemsOf({ PORT: 'abc', DEMO: 'maybe' }, ['PORT', 'DATABASE_HOST', 'DEMO'])).toEqual([
    'PORT is not valid: a whole number from 0 to 65535 is needed ' +
      '(HTTP port of the host; 0 chooses a free port)',
    'DATABASE_HOST is not set (PostgreSQL host; npm run dev starts an embedded server if it is not set)',
    'DEMO is not valid: true, false, 1 or 0 is needed (whether npm run dev creates demo invoices)',
  ])
})

describe('an invalid value is rejected with what is needed, and is never shown', () => {
  test.each<[VariableName, string, RegExp]>([
    ['PORT', '70000', /0 to 65535/],
    ['PORT', '0x50', /0 to 65535/],
    ['PORT', ' 80', /0 to 65535/],
    ['DATABASE_PORT', '-54320', /1 to 65535/],
    ['DATABASE_POOL_SIZE', '1.5678', /1 to 500/],
    ['EVENTSTORE_POOL_SIZE', '101', /1 to 100/],
    ['DATABASE_SSL', 'require', /true, false, 1 or 0/],
    [
      'DATABASE_SSL_CA',
      '/etc/ssl/finance.pem',
      /the text of a PEM certificate is needed, not the name of a file/,
    ],
    ['DATABASE_PASSWORD', '   ', /not blank/],
    ['NODE_ENV', 'staging', /production, development or test/],
    ['LOG_LEVEL', 'loudest', /debug, info, warn, error or silent/],
    ['JWT_ACCESS_SECRET', 'too-short-to-sign', /at least 32 bytes/],
    ['JWT_ACCESS_SECRET', 'password1'.repeat(8), /at least 10 different characters/],
    ['EVENTSTORE_CONNECTION_STRING', 'http://user:hush@store:2113', /esdb:\/\/host:2113/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:hu@sh@store', /@ as %40/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:hu/sh@store', /%2F/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:hu?sh@store', /%3F/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:hu#sh@store', /%23/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:100%@store', /%25/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:hu%ffsh@store', /%25/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://hush@store:2113', /user:password@host/],
    ['EVENTSTORE_CONNECTION_STRING', 'esdb://admin:hush@', /user:password@host/],
    ['KAFKA_BROKERS', 'kafka-without-port', /host:port/],
    ['KAFKA_BROKERS', 'a:9092;b:9092', /commas/],
    ['KAFKA_CLUSTER_ARN', 'my-cluster', /arn:aws:kafka:/],
    ['KAFKA_SSL_CA', '-----BEGIN CERTIFICATE-----\nMIIB', /the text of a PEM certificate/],
    ['JWT_ACCESS_SECRET_ARN', 'finance/jwt', /arn:aws:secretsmanager:/],
    ['JWT_ACCESS_SECRET_PREVIOUS', 'too-short-to-sign', /at least 32 bytes/],
    ['JWT_JWKS_URL', 'http://login.example/jwks', /http:\/\/ only on this machine/],
    ['JWT_JWKS_URL', 'https://user:hush@login.example/jwks', /without credentials/],
    ['JWT_JWKS_URL', 'file:///etc/jwks.json', /an address such as https:/],
    ['JWT_JWKS_URL', 'http://127.0.0.1.login.example/jwks', /only on this machine/],
    ['JWT_MAX_AGE_SECONDS', '12h', /60 to 2592000/],
    ['JWT_ACCESS_SECRET_ARN', 'arn:aws:secretsmanager:ap-southeast-1:1:secret:jwt#', /#<key>/],
    ['REDIS_URL', 'user:hush@cache:6379', /redis:\/\/host:6379/],
    ['REDIS_URL', 'redis://:hu/sh@cache:6379', /%2F/],
    ['REDIS_URL', 'redis://:hu#sh@cache:6379', /%23/],
    ['REDIS_URL', 'redis://:100%@cache:6379', /%25/],
    ['REDIS_URL', 'redis://cache:6379/main', /redis:\/\/host:6379/],
    ['RATE_LIMIT_PER_SECOND', '-1', /0 to 1000000/],
    ['RATE_LIMIT_BURST', '200/s', /0 to 1000000/],
    ['REQUEST_QUOTA_PER_MONTH', '1e6', /0 to 999999999/],
    ['CORS_ORIGIN', 'https://erp.example.net/', /without path or slash/],
    ['CORS_ORIGIN', '*, https://erp.example.net', /\* alone/],
    ['CORS_ORIGIN', 'none, https://erp.example.net', /none allows none/],
    ['CORS_ORIGIN', 'https://*.example.net', /https:\/\/erp\.example\.com/],
    ['CORS_ORIGIN', 'erp.example.net', /https:\/\/erp\.example\.com/],
  ])('%s=%s', (name, value, needed) => {
    const [problem, ...others] = problemsOf({ [name]: value }, [name])
    expect(others).toEqual([])
    expect(problem).toMatch(new RegExp(`^${name} is not valid: `))
    expect(problem).toMatch(needed)
    if (value.trim() !== '') expect(problem).not.toContain(value.trim())
  })
})

const pem = '-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n'
const secretArn = 'arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:finance/jwt-AbCdEf'

test.each<[SettingName, string, unknown]>([
  ['PORT', '0', 0],
  ['DATABASE_POOL_SIZE', '500', 500],
  [
    'EVENTSTORE_CONNECTION_STRING',
    'esdb+discover://a:2113,b:2113?tls=true',
    { connectionString: 'esdb+discover://a:2113,b:2113?tls=true', credentials: undefined },
  ],
  [
    'EVENTSTORE_CONNECTION_STRING',
    'esdb://admin:a%2Fb%40c:d@store:2113/?tls=true',
    {
      connectionString: 'esdb://store:2113/?tls=true',
      credentials: { username: 'admin', password: 'a/b@c:d' },
    },
  ],
  ['KAFKA_BROKERS', 'a:9092, [::1]:9093,', 'a:9092, [::1]:9093,'],
  ['REDIS_URL', 'rediss://finance:a%2Fb@cache:6379/1', 'rediss://finance:a%2Fb@cache:6379/1'],
  ['JWT_JWKS_URL', 'https://login.example/jwks?v=1', 'https://login.example/jwks?v=1'],
  ['JWT_JWKS_URL', 'http://[::1]:8080/jwks', 'http://[::1]:8080/jwks'],
  ['CORS_ORIGIN', '*', '*'],
  ['CORS_ORIGIN', 'none', 'none'],
  ['CORS_ORIGIN', '', 'none'],
  ['CORS_ORIGIN', 'https://a.example, http://localhost:5173', 'https://a.example, http://localhost:5173'],
  ['DATABASE_SSL_CA', pem, pem],
  ['DATABASE_SSL_CA', pem.replaceAll('\n', '\\n'), pem],
  ['DATABASE_SSL_CA', `# root\n${pem}${pem}`, `# root\n${pem}${pem}`],
  ['JWT_ACCESS_SECRET_ARN', secretArn, secretArn],
  ['DATABASE_PASSWORD_SECRET_ARN', `${secretArn}#password`, `${secretArn}#password`],
])('%s=%s is valid', (name, value, expected) => {
  expect(within({ [name]: value }, () => settings([name]))).toEqual({ [name]: expected })
})

test('a secret may be in the environment or be named by its ARN', () => {
  const names = ['JWT_ACCESS_SECRET', 'DATABASE_PASSWORD', 'EVENTSTORE_PASSWORD'] as const
  const check = (values: Environment) => () => within(values, () => checkVariables(names))
  expect(check({ JWT_ACCESS_SECRET: '0123456789abcdef'.repeat(2), DATABASE_PASSWORD: 'p' })).not.toThrow()
  expect(check({ JWT_ACCESS_SECRET_ARN: secretArn, DATABASE_PASSWORD_SECRET_ARN: secretArn })).not.toThrow()
  expect(check({ JWT_ACCESS_SECRET_ARN: 'finance/jwt', DATABASE_PASSWORD: 'p' })).toThrow(
    /JWT_ACCESS_SECRET_ARN is not valid/,
  )
  expect(() => within({}, () => checkVariables(['JWT_ACCESS_SECRET_ARN']))).toThrow(
    /JWT_ACCESS_SECRET is not set/,
  )
  expect(check({ JWT_ACCESS_SECRET: 'short', JWT_ACCESS_SECRET_ARN: secretArn })).toThrow(
    /JWT_ACCESS_SECRET is not valid: .* DATABASE_PASSWORD is not set .*DATABASE_PASSWORD_SECRET_ARN may name it/,
  )
})

test('a secret that is missing is reported once, although both of its variables are named', () => {
  expect(problemsOf({}, ['DATABASE_PASSWORD', 'DATABASE_PASSWORD_SECRET_ARN'])).toHaveLength(1)
})

test.each<[string, Environment, number]>([
  ['a user alone', { EVENTSTORE_USERNAME: 'u' }, 1],
  ['a password alone', { EVENTSTORE_PASSWORD: 'p' }, 1],
  ['neither', {}, 0],
  ['both', { EVENTSTORE_USERNAME: 'u', EVENTSTORE_PASSWORD: 'p' }, 0],
  [
    'a user whose password an ARN names',
    { EVENTSTORE_USERNAME: 'u', EVENTSTORE_PASSWORD_SECRET_ARN: secretArn },
    0,
  ],
  ['a password of which an ARN names the user', { EVENTSTORE_PASSWORD_SECRET_ARN: secretArn }, 0],
  [
    'a user beside the credentials of the address',
    { EVENTSTORE_USERNAME: 'u', EVENTSTORE_CONNECTION_STRING: 'esdb://ops:hush@host:2113' },
    0,
  ],
  [
    'a certificate beside an address without TLS',
    { EVENTSTORE_SSL_CA: pem, EVENTSTORE_CONNECTION_STRING: 'esdb://host:2113?tls=false' },
    1,
  ],
  ['a certificate alone', { EVENTSTORE_SSL_CA: pem }, 0],
])('of EventStoreDB %s: %j has %i problems', (_, values, problems) => {
  const address = { EVENTSTORE_CONNECTION_STRING: 'esdb://host:2113' }
  const names = [
    'EVENTSTORE_CONNECTION_STRING',
    'EVENTSTORE_USERNAME',
    'EVENTSTORE_PASSWORD',
    'EVENTSTORE_SSL_CA',
  ] as const
  expect(problemsOf({ ...address, ...values }, names)).toHaveLength(problems)
})

test('a certificate of PostgreSQL without TLS is a problem', () => {
  expect(problemsOf({ DATABASE_SSL_CA: pem }, ['DATABASE_SSL', 'DATABASE_SSL_CA'])).toHaveLength(1)
})

test('a secret that an ARN names may contain the username', () => {
  const check = (values: Environment) => () => within(values, () => checkVariables(['DATABASE_USERNAME']))
  expect(check({ DATABASE_PASSWORD_SECRET_ARN: secretArn })).not.toThrow()
  expect(check({ DATABASE_PASSWORD: 'p' })).toThrow(/DATABASE_USERNAME is not set/)
})

describe('the variables of tokens', () => {
  const names = [
    'JWT_ACCESS_SECRET_ARN',
    'JWT_REFRESH_SECRET_ARN',
    'DATABASE_AUTH_PASSWORD_SECRET_ARN',
    'JWT_JWKS_URL',
    'JWT_ISSUER',
    'JWT_AUDIENCE',
  ] as const
  const issuer = { JWT_JWKS_URL: 'https://login.example/jwks', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' }

  test('with a key set no secret is needed, and without it each is', () => {
    expect(problemsOf(issuer, names)).toEqual([])
    expect(problemsOf({}, names).map((problem) => problem.split(' ')[0])).toEqual([
      'JWT_ACCESS_SECRET',
      'JWT_REFRESH_SECRET',
      'DATABASE_AUTH_PASSWORD',
    ])
  })

  test('a key set needs issuer and audience', () => {
    expect(problemsOf({ ...issuer, JWT_ISSUER: '', JWT_AUDIENCE: '' }, names)).toEqual([
      expect.stringMatching(/^JWT_ISSUER is not set \(JWT_JWKS_URL needs it/),
      expect.stringMatching(/^JWT_AUDIENCE is not set \(JWT_JWKS_URL needs it/),
    ])
  })

  test('access and refresh tokens need different secrets', () => {
    const secret = '0123456789abcdef'.repeat(2)
    const own = { JWT_ACCESS_SECRET: secret, JWT_REFRESH_SECRET: secret, DATABASE_AUTH_PASSWORD: 'p' }
    expect(problemsOf(own, names)).toEqual([
      'JWT_REFRESH_SECRET is not valid: another secret than JWT_ACCESS_SECRET is needed',
    ])
    expect(problemsOf({ ...own, JWT_REFRESH_SECRET: `${secret}2` }, names)).toEqual([])
  })
})

test('checkEnvironment checks every variable that is set, and only those', () => {
  expect(() => within({ DATABASE_HOST: '', KAFKA_SSL: 'true' }, checkEnvironment)).not.toThrow()
  expect(() => within({ LOG_LEVEL: 'loud' }, checkEnvironment)).toThrow(/LOG_LEVEL is not valid/)
})

test('every variable has a description, and those with credentials are marked secret', () => {
  const secrets = Object.entries(variables)
    .filter(([, schema]) => isSecret(schema))
    .map(([name]) => name)
  for (const [name, schema] of Object.entries(variables))
    expect([name, schema.description]).toEqual([name, expect.stringMatching(/\w/)])
  expect(secrets.sort()).toEqual(
    [
      'EVENTSTORE_CONNECTION_STRING',
      'REDIS_URL',
      ...Object.keys(variables).filter((name) => /PASSWORD$|SECRET(_PREVIOUS)?$|SIGNING_KEY$/.test(name)),
    ].sort(),
  )
})
