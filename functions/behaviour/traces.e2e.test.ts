import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { closeEventStore } from '../../infra/event-store/client.ts'
import { readStream } from '../../infra/event-store/read.ts'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { recordOf } from '../../infra/kafka/cloud-event.ts'
import { type Daemon, startDaemon } from '../../infra/observability/xray/testing/daemon.ts'
import type { SubsegmentDocument } from '../../infra/observability/xray/testing/segment-document.ts'
import { type EventStoreNode, startNode } from '../../infra/run/local/event-store/node.ts'
import { databaseVariables } from '../../infra/run/local/postgres/database-variables.ts'
import { type TestDatabase, testDatabase } from '../../infra/run/local/postgres/test-database.ts'
import { handler as createInvoice } from '../commands/create-invoice/handler.ts'
import { handler as registerTenant } from '../commands/register-tenant/handler.ts'
import { handler as graphql } from '../http/graphql/handler.ts'
import { eventOf } from '../http/graphql/testing/client.ts'
import { handler as apiKey } from '../internal/api-key/handler.ts'
import { handler as provisionTenant } from '../internal/provision-tenant/handler.ts'
import { handler as relay } from '../jobs/relay/handler.ts'
import { handler as projectInvoices } from '../projections/invoices/handler.ts'
import { batch, recordsOf } from '../projections/invoices/testing/story.ts'
import { invoiceInput, line } from './testing/desk.ts'
import { startTracedLambda, type TracedLambda } from './testing/traced-lambda.ts'

const functions = {
  graphql,
  relay,
  'create-invoice': createInvoice,
  'register-tenant': registerTenant,
  'provision-tenant': provisionTenant,
  'api-key': apiKey,
  'project-invoices': projectInvoices,
}

const gatewaySegment = '53995c3f42cd8ad8'
const root = '1-5759e988-bd862e3fe1be46a994272793'
const header = (trace: string, sampled: 0 | 1) => `Root=${trace};Parent=${gatewaySegment};Sampled=${sampled}`

let database: TestDatabase
let node: EventStoreNode
let daemon: Daemon
let lambda: TracedLambda
const before = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  daemon = await startDaemon()
  lambda = await startTracedLambda(functions)
  Object.assign(process.env, databaseVariables(database), {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    EVENTSTORE_CONNECTION_STRING: node.connectionString,
    FUNCTION_PREFIX: 'finance-traced-',
    ...{ AWS_ENDPOINT_URL_LAMBDA: lambda.url, AWS_REGION: 'ap-southeast-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    AWS_LAMBDA_FUNCTION_NAME: 'finance-traced-graphql',
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
  })
  const registration = 'mutation { registerTenant(input: { id: "acme", name: "Acme" }) { id } }'
  await send({ query: registration, role: 'platform' }, header(root, 0))
}, 60_000)

afterAll(async () => {
  await lambda.stop()
  await closeEventStore()
  await daemon.close()
  await node.stop()
  await database.drop()
  process.env = before
})

beforeEach(() => lambda.segments.clear())

const send = async (request: Parameters<typeof eventOf>[0], traceHeader: string) => {
  const response = (await lambda.invoke('graphql', eventOf(request), traceHeader)) as { body: string }
  await lambda.settle()
  return JSON.parse(response.body)
}

/** Creates an invoice, and returns its id and the documents of everything that happens until it is a row. */
const createTraced = async (traceHeader: string) => {
  const { data } = await send(
    {
      query: 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }',
      variables: { input: invoiceInput([line('1', '100.00')], { customerName: 'Karim' }) },
    },
    traceHeader,
  )
  return { id: data.createInvoice.id as string, documents: await daemon.receiveSent() }
}

/** The names of the spans and functions from the outermost one to this span. */
const pathOf = (documents: readonly SubsegmentDocument[], id: string | undefined): string[] => {
  const document = documents.find((one) => one.id === id)
  if (document) return [...pathOf(documents, document.parent_id), document.name]
  const segment = lambda.segments.get(id ?? '')
  return segment ? [...pathOf(documents, segment.parentId), `(${segment.key})`] : [id ?? '']
}

test('a request is one trace, from GraphQL to the append and to the row', async () => {
  const { id, documents } = await createTraced(header(root, 1))
  expect(new Set(documents.map(({ trace_id }) => trace_id))).toEqual(new Set([root]))
  const toCommand = [
    gatewaySegment,
    '(graphql)',
    'graphql',
    'field createInvoice',
    'Lambda',
    '(create-invoice)',
  ]
  const append = documents.find(
    ({ metadata }) =>
      metadata?.default?.['db.operation.name'] === `appending to ${invoiceStream('acme', id)}`,
  )
  expect(pathOf(documents, append?.id)).toEqual([...toCommand, 'CreateInvoiceCommand', 'EventStoreDB'])
  expect(append).toMatchObject({
    namespace: 'remote',
    annotations: {
      tenant: 'acme',
      operation: 'createInvoice',
      invoice: id,
      correlation_id: expect.any(String),
    },
  })
  const insert = documents.find(({ sql }) => /insert into \S*invoices/i.test(sql?.sanitized_query ?? ''))
  expect(pathOf(documents, insert?.id)).toEqual([
    ...[...toCommand, 'CreateInvoiceCommand', 'Lambda', '(relay)', 'relay', 'Lambda', '(project-invoices)'],
    ...['project-invoices', 'project-tenant', 'PostgreSQL'],
  ])
  expect(JSON.stringify(documents)).not.toContain('Karim')
})

test('events carry the trace of their command, and a batch of Kafka is linked to it', async () => {
  const { id, documents } = await createTraced(header(root, 1))
  const command = documents.find(({ name }) => name === 'CreateInvoiceCommand')
  const events = await readStream(invoiceStream('acme', id))
  const traceparent = `00-${root.slice(2).replace('-', '')}-${command?.id}-01`
  expect(events.map(({ metadata }) => metadata.traceparent)).toEqual([traceparent])
  expect(recordOf(events[0] as (typeof events)[0]).headers).toMatchObject({ traceparent })

  const own = '1-6759e988-bd862e3fe1be46a994272793'
  await lambda.invoke('project-invoices', batch(recordsOf(events)), header(own, 1))
  const ofBatch = await daemon.receiveSent()
  expect(new Set(ofBatch.map(({ trace_id }) => trace_id))).toEqual(new Set([own]))
  expect(ofBatch.find(({ name }) => name === 'project-tenant')).toMatchObject({
    annotations: { tenant: 'acme', origin_trace_id: root },
    links: [{ trace_id: root, id: command?.id }],
  })
})

test('nothing of a request is sent when X-Ray does not sample it', async () => {
  const { documents } = await createTraced(header(root, 0))
  expect(documents).toEqual([])
})
