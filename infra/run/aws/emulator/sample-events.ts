import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { rolePermissions } from '../../../auth/permissions.ts'

/** An event for a function, and the outcome of it on stores with the tenant acme and without invoices. */
export type SampleEvent = { event: unknown; outcome: string }

/** The form of a JSON Web Token for a user of the tenant acme. */
type Caller = { token: string; refreshToken: string }

const missing = '00000000-0000-4000-8000-000000000000'
const recipient = { name: 'Padma Traders' }
const day = '2026-11-01'

const invoice = {
  vendorId: 'v-1',
  customerId: 'c-1',
  customerName: 'Padma Traders',
  customerAddress: '12 Motijheel, Dhaka',
  invoiceDate: day,
  dueDate: '2026-12-01',
  lineItems: [{ description: 'Cement', unit: 'bag', quantity: '10', unitPrice: '1000.00' }],
}
const payment = { amount: '100.00', method: 'CASH', paidOn: day }
const receipt = { customerId: 'C-1', ...payment }
const allocation = { invoiceId: missing, amount: '1.00' }
const certificate = { kind: 'VDS', number: 'V-1', date: day, amount: '1.00' }
const noteLines = [{ lineItemId: 'l-1', amount: '1.00' }]

/** The field, the input and the outcome of each command and query. */
const inputs: Readonly<Record<string, readonly [input: object, outcome: string]>> = {
  createInvoice: [{ input: invoice }, 'ok'],
  updateInvoice: [{ id: missing, input: { vehicle: 'Truck' } }, 'NOT_FOUND'],
  submitInvoice: [{ id: missing }, 'NOT_FOUND'],
  rejectInvoice: [{ id: missing, reason: 'Wrong buyer' }, 'NOT_FOUND'],
  approveInvoice: [{ id: missing }, 'NOT_FOUND'],
  cancelInvoice: [{ id: missing, reason: 'Wrong buyer', recipient }, 'NOT_FOUND'],
  recordPayment: [{ invoiceId: missing, input: payment }, 'NOT_FOUND'],
  recordCertificates: [{ input: [{ ...certificate, invoiceId: missing }] }, 'ok'],
  reversePayment: [{ invoiceId: missing, paymentId: 'p-1', reason: 'Bounced' }, 'NOT_FOUND'],
  recordRefund: [{ invoiceId: missing, input: payment }, 'NOT_FOUND'],
  recordReceipt: [{ input: receipt }, 'ok'],
  allocateReceipt: [{ receiptId: missing, allocations: [allocation] }, 'NOT_FOUND'],
  reverseReceipt: [{ receiptId: missing, reason: 'Bounced' }, 'NOT_FOUND'],
  writeOffBalance: [{ invoiceId: missing, reason: 'Bank charge' }, 'NOT_FOUND'],
  issueCreditNote: [{ invoiceId: missing, lines: noteLines, reason: 'Returned' }, 'NOT_FOUND'],
  issueDebitNote: [{ invoiceId: missing, lines: noteLines, reason: 'Underpriced' }, 'NOT_FOUND'],
  registerTenant: [{}, 'ok'],
  updateTenant: [{ input: { name: 'Acme Trading Limited' } }, 'ok'],
  invoice: [{ id: missing }, 'ok'],
  invoiceByNumber: [{ number: 'INV-1' }, 'ok'],
  invoices: [{}, 'ok'],
  invoiceHistory: [{ id: missing }, 'ok'],
  receipt: [{ id: missing }, 'ok'],
  receipts: [{}, 'ok'],
  vatReturn: [{ from: day, to: day }, 'ok'],
  vatReturnSubForm: [{ from: day, to: day, note: 4 }, 'ok'],
  salesBook: [{ from: day, to: day }, 'ok'],
  highValueInvoices: [{ from: day, to: day }, 'ok'],
  agedReceivables: [{ on: day }, 'ok'],
  taxFromInclusive: [{ gross: '115', vatRate: '15' }, 'ok'],
  tenant: [{}, 'ok'],
  usage: [{ from: day, to: day }, 'ok'],
  platformUsage: [{ from: day, to: day }, 'ok'],
}

/** The operations of the role that belongs to no tenant. */
const ofPlatform = new Set(['registerTenant', 'platformUsage'])

const newTenant = () => ({ input: { id: `t${randomUUID()}`, name: 'Padma Traders' } })

const envelope = (field: string, input: object) => {
  const role = ofPlatform.has(field) ? 'platform' : 'admin'
  return {
    field,
    input,
    context: {
      tenantId: role === 'platform' ? '' : 'acme',
      actor: { id: 'u-1', role },
      permissions: rolePermissions[role],
      correlationId: randomUUID(),
      idempotencyKey: randomUUID(),
    },
  }
}

const methodArn = 'arn:aws:execute-api:ap-southeast-1:000000000000:api/dev/POST/graphql'

const proxyEvent = (httpMethod: string, path: string, body: string | null) => ({
  resource: path,
  path,
  httpMethod,
  headers: { 'Content-Type': 'application/json' },
  multiValueHeaders: { 'Content-Type': ['application/json'] },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    requestId: randomUUID(),
    identity: {},
    authorizer: {
      ...{ tenantId: 'acme', userId: 'u-1', role: 'admin', permissions: 'invoice:read report:read' },
      expiresAt: String(Math.floor(Date.now() / 1000) + 60),
    },
  },
  body,
  isBase64Encoded: false,
})

const kafkaBatch = {
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn:aws:kafka:ap-southeast-1:000000000000:cluster/finance/1',
  bootstrapServers: '127.0.0.1:9092',
  records: {},
}

const noLogEvents = {
  messageType: 'DATA_MESSAGE',
  owner: '000000000000',
  logGroup: '/finance/dev/functions',
  logStream: 'stream',
  subscriptionFilters: ['usage'],
  logEvents: [],
}

const others: Readonly<Record<string, (caller: Caller) => unknown>> = {
  authorizer: ({ token }) => ({ type: 'TOKEN', authorizationToken: `Bearer ${token}`, methodArn }),
  graphql: () => proxyEvent('POST', '/graphql', '{"query":"{ __typename }"}'),
  // Of a login that is not known, so it can be sent again.
  auth: ({ refreshToken }) => proxyEvent('POST', '/auth/revoke', JSON.stringify({ refreshToken })),
  'document-proof': () => proxyEvent('GET', '/verify', null),
  // Of an invoice that nobody has.
  documents: () => ({
    ...proxyEvent('GET', '/documents/invoices/{id}', null),
    headers: { Accept: 'application/pdf' },
    multiValueHeaders: { Accept: ['application/pdf'] },
    pathParameters: { id: randomUUID() },
  }),
  reports: () => ({
    ...proxyEvent('GET', '/reports/{report}', null),
    pathParameters: { report: 'sales-book' },
    multiValueQueryStringParameters: { from: [day], to: [day] },
  }),
  health: () => proxyEvent('GET', '/health/live', null),
  relay: () => ({}),
  'project-invoices': () => kafkaBatch,
  'project-invoices-even': () => kafkaBatch,
  'finish-numbering': () => ({}),
  'finish-receipts': () => ({}),
  'refold-rows': () => ({}),
  'measure-lag': () => ({}),
  'provision-tenant': () => ({ tenantId: 'acme' }),
  'read-stream': () => ({ tenantId: 'acme' }),
  'api-key': () => ({ tenantId: 'acme' }),
  migrate: () => ({ command: 'show' }),
  audit: () => ({}),
  'read-models': () => ({ command: 'status' }),
  'set-aside': () => ({ command: 'list' }),
  'project-usage': () => ({ awslogs: { data: gzipSync(JSON.stringify(noLogEvents)).toString('base64') } }),
}

/** No key signs documents there, and nobody has the invoice. */
const otherOutcomes: Readonly<Record<string, string>> = {
  'document-proof': 'HTTP 404',
  documents: 'HTTP 404',
}

const fieldOf = (key: string): string => key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * Returns an event for the function of this key. Each has new ids, so it is not recognised as repeated.
 * @throws Error when there is none yet for this function
 */
export const sampleEvent = (key: string, caller: Caller): SampleEvent => {
  const other = others[key]
  if (other) return { event: other(caller), outcome: otherOutcomes[key] ?? 'ok' }
  const field = fieldOf(key)
  const known = inputs[field]
  if (!known) throw new Error(`Add an event for ${key} to sample-events.ts`)
  const [input, outcome] = known
  return { event: envelope(field, field === 'registerTenant' ? newTenant() : input), outcome }
}

/**
 * Returns `ok`, or what makes a result another: the code of an error, or a status. The result is JSON, with a
 * zero byte and the body behind it where a function streams its response.
 */
export const outcomeOf = (result: string): string => {
  const { ok, error, statusCode, policyDocument } = (JSON.parse(result.split('\0', 1)[0] ?? '') ?? {}) as {
    ok?: boolean
    error?: { code: string }
    statusCode?: number
    policyDocument?: { Statement: { Effect: string }[] }
  }
  if (ok === false) return error?.code ?? 'an error without a code'
  if (statusCode !== undefined && statusCode >= 300) return `HTTP ${statusCode}`
  return policyDocument?.Statement.some(({ Effect }) => Effect !== 'Allow') ? 'denied' : 'ok'
}
