import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { rolePermissions } from '../../auth/permissions.ts'
import { signToken } from '../../auth/token.ts'
import {
  type SecretsManagerServer,
  startSecretsManager,
} from '../../secrets/testing/secrets-manager-server.ts'
import { readManifest } from '../host/manifest.ts'
import { startTestStores, type TestStores } from '../local/testing/stores.ts'
import { type Packaged, packageService } from './package.ts'
import { packageTest } from './testing/packaged-service.ts'
import { unzip } from './unzip.ts'

jest.setTimeout(600_000)
const { canPackage, test } = await packageTest()

const before = { ...process.env }
const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'finance-secrets-'))
const signingSecret = randomBytes(32).toString('hex')
let stores: TestStores
let secrets: SecretsManagerServer
let packaged: Packaged[]
/** The value of every secret of this service. */
let values: string[]
/** The environment of a deployment: every secret by its ARN. */
let byArn: Record<string, string>

beforeAll(async () => {
  if (!canPackage) return
  stores = await startTestStores()
  secrets = await startSecretsManager()
  const { owner, writer, reader, auth } = stores.readModel
  const plain = {
    JWT_ACCESS_SECRET: signingSecret,
    JWT_REFRESH_SECRET: randomBytes(32).toString('hex'),
    DATABASE_PASSWORD: owner.password,
    DATABASE_WRITER_PASSWORD: writer.password,
    DATABASE_READER_PASSWORD: reader.password,
    DATABASE_AUTH_PASSWORD: auth.password,
    EVENTSTORE_PASSWORD: randomBytes(16).toString('hex'),
    KAFKA_SASL_PASSWORD: randomBytes(16).toString('hex'),
  }
  values = Object.values(plain)
  const put = (name: string, password: string) =>
    secrets.put(name, JSON.stringify({ username: name, password }))
  byArn = {
    ...stores.environment,
    ...Object.fromEntries(Object.keys(plain).map((name) => [name, ''])),
    JWT_ACCESS_SECRET_ARN: secrets.put('jwt', signingSecret),
    JWT_REFRESH_SECRET_ARN: secrets.put('jwt-refresh', plain.JWT_REFRESH_SECRET),
    DATABASE_PASSWORD_SECRET_ARN: put('finance_owner', owner.password),
    DATABASE_WRITER_PASSWORD_SECRET_ARN: put('finance_writer', writer.password),
    DATABASE_READER_PASSWORD_SECRET_ARN: put('finance_reader', reader.password),
    DATABASE_AUTH_PASSWORD_SECRET_ARN: put('finance_auth', auth.password),
    EVENTSTORE_PASSWORD_SECRET_ARN: put('finance', plain.EVENTSTORE_PASSWORD),
    LOG_LEVEL: 'debug',
  }
  // As in the shell of an operator who packages the service.
  Object.assign(process.env, plain)
  packaged = await packageService(root, { folder })
  process.env = { ...before }
  for (const { key, path } of packaged) unzip(path, join(folder, 'zips', key))
})
afterAll(async () => {
  process.env = { ...before }
  await secrets?.close()
  await stores?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

const contains = (content: string): string[] => values.filter((value) => content.includes(value))

test('the template, the state file and the zips contain no secret', () => {
  const files = [...filesBelow(join(folder, '.serverless')), ...filesBelow(join(folder, 'zips'))]
  expect(files.map((path) => path.split('/').at(-1))).toEqual(
    expect.arrayContaining(['cloudformation-template-update-stack.json', 'serverless-state.json']),
  )
  const found = files.filter((path) => contains(readFileSync(path, 'latin1')).length > 0)
  expect(found).toEqual([])
})

test('the template names every secret by its ARN', () => {
  const template = readFileSync(join(folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8')
  const variables = [...template.matchAll(/"([A-Z_]+_(?:SECRET|PASSWORD))":/g)].map(([, name]) => name)
  expect(variables).toEqual([])
  expect(template).toMatch(/"JWT_ACCESS_SECRET_ARN":/)
})

/** Loads a handler as the runtime of Lambda does. */
const runtime = `
  import { readFileSync } from 'node:fs'
  const { path, name, event } = JSON.parse(readFileSync(0, 'utf8'))
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 25000, functionName: 'f' }
  const outcome = await (await import(path))[name](event, context).catch((error) => error)
  process.stdout.write(JSON.stringify(outcome) + String(outcome?.stack ?? ''), () => process.exit(0))
`

/** Runs the function of a zip and returns all that it writes. */
const outputOf = async (
  key: string,
  event: unknown,
  environment: Record<string, string> = {},
): Promise<string> => {
  const manifest = readManifest(join(root, 'serverless.yml'), { ...byArn, ...environment })
  const declaration = manifest.functions.get(key)
  if (declaration === undefined) throw new Error(`no function ${key}`)
  const path = join(folder, 'zips', key, `${declaration.module}.mjs`)
  const child = spawn(process.execPath, ['--input-type=module', '-e', runtime], {
    cwd: folder,
    env: { ...declaration.environment, ...secrets.environment, AWS_REGION: 'ap-southeast-1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify({ path, name: declaration.exportName, event }))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return output + errors
}

const byToken = (token: string) => ({
  type: 'TOKEN',
  methodArn: 'arn:aws:execute-api:ap-southeast-1:1:api/dev/POST/graphql',
  authorizationToken: `Bearer ${token}`,
})

const envelope = (field: string, input: unknown) => ({
  field,
  input,
  context: {
    tenantId: 'acme',
    actor: { id: 'u-1', role: 'admin' },
    permissions: rolePermissions.admin,
    correlationId: 'c-1',
  },
})

const id = randomUUID()
const karim = { userId: 'u-1', tenantId: 'acme', role: 'admin' } as const

/** What must be in the output shows that the run came as far as the secret. */
const runs: Record<string, () => Promise<[output: string, mustContain: RegExp]>> = {
  'a token that is accepted': async () => [
    await outputOf('authorizer', byToken(await signToken(karim, signingSecret))),
    /"Effect":"Allow"/,
  ],
  'a token of another secret': async () => [
    await outputOf('authorizer', byToken(await signToken(karim, 'x'.repeat(40)))),
    /Unauthorized/,
  ],
  'a query': async () => [await outputOf('invoice', envelope('invoice', { id })), /TENANT_UNKNOWN/],
  'a command': async () => [
    await outputOf('submit-invoice', envelope('submitInvoice', { id })),
    /"code":"(TENANT_UNKNOWN|INVOICE_NOT_FOUND)"/,
  ],
  'a database that refuses the password': async () => [
    await outputOf('invoice', envelope('invoice', { id }), {
      DATABASE_READER_PASSWORD_SECRET_ARN: secrets.put('wrong', `{"password":"${values[0]}"}`),
    }),
    /STORE_UNAVAILABLE/,
  ],
  'a signing secret of the wrong form': async () => [
    await outputOf('authorizer', byToken('a.b.c'), {
      JWT_ACCESS_SECRET_ARN: secrets.put('json', `{"other":"${signingSecret}"}`),
    }),
    /SECRET_UNAVAILABLE/,
  ],
  'an event store that is down': async () => [
    await outputOf('submit-invoice', envelope('submitInvoice', { id }), {
      EVENTSTORE_CONNECTION_STRING: `esdb://admin:${values[6]}@127.0.0.1:1?tls=false&shout=loud`,
    }),
    /STORE_UNAVAILABLE/,
  ],
  'a Secrets Manager that denies access': async () => {
    secrets.failWith('AccessDeniedException')
    const output = await outputOf('invoice', envelope('invoice', { id }))
    secrets.failWith(undefined)
    expect(output).not.toMatch(/123456789012/)
    return [output, /AccessDeniedException/]
  },
}

test.each(Object.keys(runs))('what a function writes contains no secret: %s', async (name) => {
  const [output, mustContain] = (await runs[name]?.()) ?? ['', /nothing/]
  expect(output).toMatch(mustContain)
  expect(contains(output)).toEqual([])
})
