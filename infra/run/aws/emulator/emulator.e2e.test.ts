import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { dhakaDate } from '../../../../domain/calendar/dhaka.ts'
import { invoiceStream } from '../../../event-store/stream-names.ts'
import { consume } from '../../../kafka/testing/consume.ts'
import { invoiceTopic } from '../../../kafka/topic.ts'
import { startTcpProxy, type TcpProxy } from '../../../process/testing/tcp-proxy.ts'
import { demoTenants } from '../../local/demo/tenants.ts'
import { startKafka } from '../../local/kafka/start.ts'
import type { Client } from '../../local/testing/client.ts'
import { kafkaTest } from '../../local/testing/kafka.ts'
import { startTestStores, type TestStores } from '../../local/testing/stores.ts'
import { packagedService } from '../testing/packaged-service.ts'
import type { AmazonRuntime } from './amazon-runtime.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import { outcomeOf, sampleEvent } from './sample-events.ts'
import { amazonRuntimeTest } from './testing/amazon-runtime.ts'
import { type EmulatedService, startEmulatedService } from './testing/emulated-service.ts'

jest.setTimeout(900_000)

const { runtime, runtimeTest } = await amazonRuntimeTest()
let stores: TestStores
let proxies: TcpProxy[]
let service: EmulatedService
let admin: Client

const portOf = (address: string): number => Number(/:(\d+)/.exec(address)?.[1])

/** The stores behind proxies, whose connections a test can cut. */
const behindProxies = async (): Promise<TestStores> => {
  const { DATABASE_PORT = '', EVENTSTORE_CONNECTION_STRING = '' } = stores.environment
  const [database, events] = [
    await startTcpProxy(Number(DATABASE_PORT)),
    await startTcpProxy(portOf(EVENTSTORE_CONNECTION_STRING)),
  ]
  proxies = [database, events]
  const environment = {
    ...stores.environment,
    LOG_LEVEL: 'warn',
    DATABASE_PORT: String(database.port),
    EVENTSTORE_CONNECTION_STRING: `esdb://127.0.0.1:${events.port}?tls=false`,
  }
  return { ...stores, environment }
}

beforeAll(async () => {
  if (!runtime) return
  stores = await startTestStores()
  service = await startEmulatedService({
    runtime,
    packageFolder: (await packagedService('small')).folder,
    stores: await behindProxies(),
  })
  await registerTenant(service, 'acme')
  admin = await service.as('admin', 'acme')
})
afterAll(async () => {
  await service?.stop()
  for (const proxy of proxies ?? []) await proxy.close()
  await stores?.stop()
})

const register = 'mutation ($input: RegisterTenantInput!) { registerTenant(input: $input) { id } }'
const create = `mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id status } }`
const approve = 'mutation ($id: ID!) { approveInvoice(id: $id) { status mushakNumber } }'
const byNumber = 'query ($number: String!) { invoiceByNumber(number: $number) { id mushakNumber } }'
const list = '{ invoices { nodes { id mushakNumber } } }'

const input = {
  vendorId: 'v-1',
  customerId: 'c-1',
  customerName: 'Padma Traders',
  customerAddress: '12 Motijheel, Dhaka',
  invoiceDate: '2026-11-01',
  dueDate: '2026-12-01',
  lineItems: [{ description: 'Cement', unit: 'bag', quantity: '10', unitPrice: '1000.00' }],
}

const registerTenant = async (of: EmulatedService, id: string): Promise<void> => {
  const [{ makerChecker, ...tenant }] = demoTenants
  await (await of.as('platform')).value(register, { input: { ...tenant, id } })
}

/**
 * The first invoice of a tenant, read from the row that the projection wrote, and printed. Returns its id.
 */
const issueFirstInvoice = async (of: EmulatedService, tenantId: string): Promise<string> => {
  const client = await of.as('admin', tenantId)
  const { id } = await client.value(create, { input })
  const { mushakNumber } = await client.value(approve, { id })
  let found = null
  while (found === null) found = await client.value(byNumber, { number: mushakNumber })
  expect(found).toEqual({ id, mushakNumber })
  expect(await client.value(list)).toEqual({ nodes: [{ id, mushakNumber }] })
  const headers = await print(client, `${of.url}/documents/invoices/${id}`)
  expect(headers.get('Content-Disposition')).toContain(mushakNumber)
  return id
}

/** Expects a whole PDF at an address, and returns the headers of the response. */
const print = async ({ token }: { token: string }, url: string): Promise<Headers> => {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/pdf' },
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('application/pdf')
  const pdf = Buffer.from(await response.arrayBuffer()).toString('latin1')
  expect([pdf.slice(0, 8), pdf.trim().slice(-5)]).toEqual(['%PDF-1.7', '%%EOF'])
  return response.headers
}

/** The period of a report that has what was issued now. */
const ofToday = (): string => {
  const day = dhakaDate(new Date().toISOString())
  return `from=${day}&to=${day}`
}

/** The sales book of today as a file. */
const downloadSalesBook = async (): Promise<{ type: string | null; text: string }> => {
  const headers = { authorization: `Bearer ${admin.token}` }
  const response = await fetch(`${service.url}/reports/sales-book?${ofToday()}`, { headers })
  const text = Buffer.from(await response.arrayBuffer()).toString()
  return { type: response.headers.get('content-type'), text }
}

runtimeTest('the first invoice of a tenant and a report of it, in the size without Kafka', async () => {
  const id = await issueFirstInvoice(service, 'acme')
  const { type, text } = await downloadSalesBook()
  expect(type).toBe('text/csv; charset=utf-8; header=present')
  expect(text).toMatch(/^\ufeffissued_on,/)
  expect(text).toContain(`,${id}\r\n`)
  const printed = await print(admin, `${service.url}/documents/reports/vat-return?${ofToday()}&lang=en`)
  expect(printed.get('Content-Disposition')).toContain('vat-return')
})

/** Amazon's emulator does not pass on the trailer in which a streaming function says its error. */
const errorTypeOf = (key: string) => (key === 'reports' ? /^Runtime.Unknown$/ : /^(Type|Zod)Error$/)

/** Long enough for a cold start on a busy machine. */
const timeoutSeconds = 20

runtimeTest('every zip: cold, warm, after an error, and after a time-out', async () => {
  const started = new Map<string, ExecutionEnvironment>()
  const answer = async (key: string) => {
    const { event, outcome } = sampleEvent(key, {
      token: admin.token,
      refreshToken: await service.refreshToken(),
    })
    const answered = await started.get(key)?.invoke(JSON.stringify(event), crypto.randomUUID())
    const actual = answered && 'result' in answered ? outcomeOf(answered.result) : answered
    return { key, actual, expected: outcome }
  }
  const expectAnswer = async (key: string) => {
    const { actual, expected } = await answer(key)
    expect([key, actual]).toEqual([key, expected])
  }
  try {
    for (const key of service.functions.keys()) {
      const environment = await service.start(key, { timeoutSeconds })
      started.set(key, environment)
      await expectAnswer(key)
      await expectAnswer(key)
      if (!['relay', 'finish-numbering', 'finish-receipts', 'refold-rows', 'measure-lag'].includes(key))
        expect([key, await environment.invoke('null', crypto.randomUUID())]).toEqual([
          key,
          { error: expect.objectContaining({ errorType: expect.stringMatching(errorTypeOf(key)) }) },
        ])
      await expectAnswer(key)
      environment.freeze()
    }
    const timedOut = { error: { errorType: 'Sandbox.Timedout', errorMessage: expect.any(String) } }
    const stuck = await Promise.all(
      [...started].map(async ([key, environment]) => [
        key,
        await environment.invoke('{}', crypto.randomUUID()),
      ]),
    )
    expect(stuck).toEqual([...started.keys()].map((key) => [key, timedOut]))
    for (const [key, environment] of started) {
      await expectAnswer(key)
      await environment.stop()
      started.delete(key)
    }
  } finally {
    await Promise.all([...started.values()].map((environment) => environment.stop()))
  }
})

runtimeTest('a job that cannot reach the database fails, so that Lambda repeats it', async () => {
  for (const key of ['relay', 'finish-numbering', 'finish-receipts', 'refold-rows']) {
    const environment = await service.start(key, { timeoutSeconds, variables: { DATABASE_PORT: '1' } })
    try {
      expect([key, await environment.invoke('{}', crypto.randomUUID())]).toEqual([
        key,
        { error: expect.objectContaining({ errorType: 'StoreUnavailable' }) },
      ])
    } finally {
      await environment.stop()
    }
  }
})

/** A failure says what the functions warned of: their answers tell a client nothing of a store. */
const withWarnings = (error: Error): never => {
  throw new Error([error.message, ...service.lastWarnings()].join('\n'))
}

const freezeAll = () => service.functions.forEach((each) => void each.freeze())

runtimeTest('after its connections were cut while it was frozen, an invocation succeeds', async () => {
  const use = async () => {
    const { id } = await admin.value(create, { input })
    await admin.value('query ($id: ID!) { invoice(id: $id, minRevision: 0) { id } }', { id })
    await admin.value(list)
  }
  await use()
  for (let round = 0; round < 5; round++) {
    freezeAll()
    for (const proxy of proxies) proxy.cutAll()
    await use().catch(withWarnings)
  }
})

runtimeTest('a connection that was lost in silence during a long freeze is not used', async () => {
  await admin.value(list)
  freezeAll()
  const [database] = proxies
  database?.forgetAll()
  await pause(31_000)
  await admin.value(list).catch(withWarnings)
})

const withKafka = runtime === undefined ? test.skip : await kafkaTest()

withKafka(
  'the first invoice of a tenant, in the size with Kafka',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'finance-aws-kafka-'))
    const kafka = await startKafka({ dataDir })
    const withBroker = await startEmulatedService({
      runtime: runtime as AmazonRuntime,
      packageFolder: (await packagedService('production')).folder,
      stores,
      brokers: kafka.brokers,
    })
    try {
      await registerTenant(withBroker, 'meghna')
      const key = invoiceStream('meghna', await issueFirstInvoice(withBroker, 'meghna'))
      const [record] = await consume({ brokers: kafka.brokers, topic: invoiceTopic, count: 1, key })
      expect(record?.headers.get('tenantid')).toBe('meghna')
    } finally {
      await withBroker.stop()
      await kafka.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
  600_000,
)
