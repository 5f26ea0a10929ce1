import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { APIGatewayAuthorizerResult, MSKEvent } from 'aws-lambda'
import { rolePermissions } from '../../auth/permissions.ts'
import { readStream } from '../../event-store/read.ts'
import { recordOf } from '../../kafka/cloud-event.ts'
import { mskRecord } from '../../kafka/msk-record.ts'
import type { Answer, Envelope } from '../../lambda/envelope.ts'
import { hostRuntime } from '../../lambda/runtime.ts'
import { readManifest } from '../host/manifest.ts'
import type { Client } from '../local/testing/client.ts'
import { startTestService, type TestService } from '../local/testing/service.ts'
import { isOver, type Packaged, packageService } from './package.ts'
import { unzip } from './unzip.ts'

jest.setTimeout(240_000)

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'finance-zips-'))
let packaged: Packaged[]
let service: TestService
let client: Client

beforeAll(async () => {
  packaged = await packageService(root)
  for (const { key, path } of packaged) unzip(path, join(folder, key))
  service = await startTestService()
  client = await service.as('admin', 'acme')
})
afterAll(async () => {
  await service?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * Loads a handler as the runtime of Lambda does, from a separate folder. Without an event it writes only the
 * type.
 */
const runtime = `
  import { readFileSync } from 'node:fs'
  const { path, name, event, context } = JSON.parse(readFileSync(0, 'utf8'))
  const loaded = await import(path)
  const handler = loaded[name]
  context.getRemainingTimeInMillis = () => 25000
  const result = event === undefined ? typeof handler : await handler(event, context)
  process.stdout.write(JSON.stringify(result), () => process.exit(0))
`

const run = async <Result>(key: string, event?: unknown): Promise<Result> => {
  const declaration = readManifest(join(root, 'serverless.yml'), service.environment).functions.get(key)
  if (!declaration) throw new Error(`no function ${key}`)
  const functionName = `finance-dev-${key}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', runtime], {
    cwd: join(folder, key),
    env: { ...declaration.environment, AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_REGION: 'ap-southeast-1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const path = join(folder, key, `${declaration.module}.mjs`)
  const context = {
    functionName,
    awsRequestId: 'request-1',
    invokedFunctionArn: `arn:aws:lambda:x:1:function:${functionName}`,
  }
  child.stdin.end(JSON.stringify({ path, name: declaration.exportName, event, context }))
  let result = ''
  child.stdout.on('data', (chunk) => {
    result += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${key} ended with ${code}`)
  return JSON.parse(result) as Result
}

const envelope = (field: string, input: unknown): Envelope => ({
  field,
  input,
  context: {
    tenantId: 'acme',
    actor: { id: 'u-1', role: 'admin' },
    permissions: rolePermissions.admin,
    correlationId: 'package-test',
  },
})

const invoiceInput = {
  vendorId: 'v-1',
  customerId: 'c-1',
  customerName: 'Padma Traders',
  customerAddress: '12 Motijheel, Dhaka',
  invoiceDate: '2026-11-01',
  dueDate: '2026-12-01',
  lineItems: [{ description: 'Cement', unit: 'bag', quantity: '10', unitPrice: '1000.00' }],
}

test('every zip is within its budget', () => {
  expect(packaged.filter(isOver)).toEqual([])
})

test('every zip can be loaded without the others', async () => {
  const kinds: Record<string, string> = {}
  for (const { key } of packaged) kinds[key] = await run<string>(key)
  expect(kinds).toEqual(Object.fromEntries(packaged.map(({ key }) => [key, 'function'])))
})

test('authorizer and graphql handle a request', async () => {
  const methodArn = 'arn:aws:execute-api:ap-southeast-1:1:api/dev/POST/graphql'
  const authorized = await run<APIGatewayAuthorizerResult>('authorizer', {
    type: 'TOKEN',
    authorizationToken: `Bearer ${client.token}`,
    methodArn,
  })
  expect(authorized.policyDocument.Statement[0]).toMatchObject({ Effect: 'Allow' })
  const event = {
    resource: '/graphql',
    path: '/graphql',
    httpMethod: 'POST',
    headers: { 'Content-Type': 'application/json' },
    multiValueHeaders: { 'Content-Type': ['application/json'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: 'r-1',
      authorizer: { ...authorized.context, principalId: authorized.principalId },
      identity: {},
    },
    body: '{"query":"{__typename}"}',
    isBase64Encoded: false,
  }
  const response = await run<{ statusCode: number; body: string }>('graphql', event)
  expect([response.statusCode, JSON.parse(response.body)]).toEqual([200, { data: { __typename: 'Query' } }])
})

test('create-invoice appends to the event store', async () => {
  const answer = await run<Answer<{ id: string }>>(
    'create-invoice',
    envelope('createInvoice', { input: invoiceInput }),
  )
  expect(answer).toMatchObject({ ok: true, value: { status: 'DRAFT' } })
})

test('the projection processes an MSK event, and invoice reads its row', async () => {
  const { id, revision } = await client.value(
    'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id revision } }',
    { input: invoiceInput },
  )
  await client.value('query ($id: ID!, $revision: Int) { invoice(id: $id, minRevision: $revision) { id } }', {
    id,
    revision,
  })
  const events = await hostRuntime()?.environment.run(service.environment, () =>
    readStream(`invoice-acme_${id}`),
  )
  const topic = 'finance.invoice.events'
  const records = (events ?? []).map(recordOf).map(({ key, value, headers }, offset) =>
    mskRecord({
      topic,
      partition: 0,
      offset,
      timestamp: Date.now(),
      key,
      value,
      headers: Object.entries(headers),
    }),
  )
  const event: MSKEvent = {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn',
    bootstrapServers: 'b',
    records: { [`${topic}-0`]: records },
  }
  await expect(run('project-invoices', event)).resolves.toMatchObject({ batchItemFailures: [] })
  const answer = await run<Answer<{ id: string }>>('invoice', envelope('invoice', { id }))
  expect(answer).toMatchObject({ ok: true, value: { id } })
})
