import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readManifest } from './manifest.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const writeManifest = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'))
  folders.push(folder)
  const path = join(folder, 'serverless.yml')
  writeFileSync(path, text)
  return path
}

const service = (functions: string): string =>
  writeManifest(`service: finance\nprovider: { name: aws, timeout: 7 }\nfunctions:\n${functions}`)

test('the manifest of this repository can be read with an empty environment', () => {
  const manifest = readManifest(join(import.meta.dirname, '../../../serverless.yml'), {})
  expect(manifest.functions.get('project-invoices')?.topics[0]?.topic).toBe('finance.invoice.events')
  expect(manifest.gatewayResponses.has('UNAUTHORIZED')).toBe(true)
})

test('a function gets the variables of its kind and no others', () => {
  const { functions } = readManifest(join(import.meta.dirname, '../../../serverless.yml'), {
    JWT_ACCESS_SECRET: 's',
    EVENTSTORE_CONNECTION_STRING: 'e',
  })
  expect(functions.get('authorizer')?.environment).toMatchObject({ JWT_ACCESS_SECRET: 's' })
  expect(functions.get('invoice')?.environment).not.toHaveProperty('EVENTSTORE_CONNECTION_STRING')
  expect(functions.get('graphql')?.environment).not.toHaveProperty('JWT_ACCESS_SECRET')
  expect(functions.get('create-invoice')?.environment).not.toHaveProperty('DATABASE_HOST')
})

test.each([
  ['production', ['POST /graphql']],
  ['', ['POST /graphql']],
  ['development', ['POST /graphql', 'GET /graphql']],
])('with NODE_ENV "%s" the routes of GraphQL are %j', (NODE_ENV, routes) => {
  const { functions } = readManifest(join(import.meta.dirname, '../../../serverless.yml'), { NODE_ENV })
  expect(functions.get('graphql')?.routes.map(({ method, path }) => `${method} ${path}`)).toEqual(routes)
})

test('of a secret the manifest lists the ARN, and the host adds the secret itself', () => {
  const authorizer = (environment: Record<string, string>) =>
    readManifest(join(import.meta.dirname, '../../../serverless.yml'), environment).functions.get(
      'authorizer',
    )?.environment
  const secret = 's'.repeat(32)
  const arn = 'arn:aws:secretsmanager:ap-southeast-1:1:secret:jwt'
  expect(authorizer({ JWT_ACCESS_SECRET: secret })).toMatchObject({
    JWT_ACCESS_SECRET: secret,
    JWT_ACCESS_SECRET_ARN: '',
  })
  expect(authorizer({ JWT_ACCESS_SECRET_ARN: arn })).toMatchObject({ JWT_ACCESS_SECRET_ARN: arn })
  expect(authorizer({ JWT_ACCESS_SECRET_ARN: arn })).not.toHaveProperty('JWT_ACCESS_SECRET')
  expect(authorizer({})).toMatchObject({ JWT_ACCESS_SECRET: '', JWT_ACCESS_SECRET_ARN: '' })
  expect(authorizer({ DATABASE_PASSWORD: secret })).not.toHaveProperty('DATABASE_PASSWORD')
  const rotated = {
    JWT_ACCESS_SECRET: secret,
    JWT_ACCESS_SECRET_PREVIOUS: 'p',
    JWT_REFRESH_SECRET_PREVIOUS: 'r',
  }
  expect(authorizer(rotated)).toMatchObject({ JWT_ACCESS_SECRET_PREVIOUS: 'p' })
  expect(authorizer(rotated)).not.toHaveProperty('JWT_REFRESH_SECRET_PREVIOUS')
})

test('what only CloudFormation knows counts as not set', () => {
  const { functions } = readManifest(
    service('  a: { handler: a.handler, environment: { HOST: { Fn::ImportValue: x } } }'),
    {},
  )
  expect(functions.get('a')?.environment).toEqual({ HOST: '' })
})

test('an empty variable counts as not set', () => {
  const { functions } = readManifest(join(import.meta.dirname, '../../../serverless.yml'), {
    NODE_ENV: '',
    KAFKA_CONSUMER_GROUP_ID: '',
  })
  expect(functions.get('graphql')?.environment).toMatchObject({ NODE_ENV: 'production' })
  expect(functions.get('project-invoices')?.topics[0]?.consumerGroupId).toBe(
    'finance-service-group-project-invoices',
  )
})

test.each([
  [{}, ['POST']],
  [{ GRAPHQL_INTROSPECTION: 'true' }, ['POST', 'GET']],
  [{ GRAPHQL_INTROSPECTION: '1' }, ['POST', 'GET']],
  [{ NODE_ENV: 'development' }, ['POST', 'GET']],
  [{ NODE_ENV: 'development', GRAPHQL_INTROSPECTION: 'false' }, ['POST']],
  [{ NODE_ENV: 'test', GRAPHQL_INTROSPECTION: '0' }, ['POST']],
] as [Record<string, string>, string[]][])('with %j /graphql accepts %j', (environment, methods) => {
  const { functions } = readManifest(join(import.meta.dirname, '../../../serverless.yml'), environment)
  expect(functions.get('graphql')?.routes.map(({ method }) => method)).toEqual(methods)
})

test('a setting that a function omits comes from the provider', () => {
  const { functions } = readManifest(service('  a: { handler: functions/a/handler.handler }'), {})
  expect(functions.get('a')).toMatchObject({
    module: 'functions/a/handler',
    exportName: 'handler',
    timeoutSeconds: 7,
    memoryMegabytes: 1024,
  })
})

describe('an entry that the host does not support is an error that names it', () => {
  test.each([
    ['an unknown trigger', '  a: { handler: a.handler, events: [{ sqs: arn }] }', /events/],
    ['a handler without an export', '  a: { handler: functions }', /handler/],
    ['a bad timeout', '  a: { handler: a.handler, timeout: 1000 }', /timeout/],
    ['broken YAML', '  a: {', /could not be read/],
  ])('%s', (_, functions, message) => expect(() => readManifest(service(functions), {})).toThrow(message))

  test('a missing file', () =>
    expect(() => readManifest('/nowhere/serverless.yml', {})).toThrow(/could not be read/))
})
