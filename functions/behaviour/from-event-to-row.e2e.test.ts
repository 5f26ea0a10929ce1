import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { loadFrom } from '../../infra/run/host/module.ts'
import { type Kafka, startKafka } from '../../infra/run/local/kafka/start.ts'
import { kafkaTest } from '../../infra/run/local/testing/kafka.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, dueToday, line, today } from './testing/desk.ts'

const root = join(import.meta.dirname, '../..')

const projectOneInvoice = async (service: TestService) => {
  const desk = deskOf(await service.as('admin', 'acme'))
  const { id } = await desk.create([line('10', '1000')], dueToday())
  const approved = await desk.run('approve', { id })
  const paid = await desk.run('pay', {
    id,
    input: { paymentId: 'p-1', amount: '11500', method: 'CASH', paidOn: today() },
  })
  expect(await desk.awaitRow(id, paid.revision)).toMatchObject({
    revision: 3,
    status: 'PAID',
    mushakNumber: approved.mushakNumber,
    balance: { amount: '0.00' },
    payments: [{ id: 'p-1' }],
  })
}

const projectManyInvoices = async (service: TestService) => {
  const desk = deskOf(await service.as('admin', 'bengal'))
  const issued = await Promise.all(Array.from({ length: 40 }, () => desk.issue([line('1', '100')])))
  for (const { id, revision, mushakNumber } of issued)
    expect(await desk.awaitRow(id, revision)).toMatchObject({
      revision,
      mushakNumber,
      balance: { amount: '115.00' },
    })
  const { totalCount } = await desk.client.value('{ invoices(first: 1) { totalCount } }')
  expect(totalCount).toBe(40)
}

describe('without a broker', () => {
  let service: TestService
  let gate = Promise.withResolvers<void>()

  /** The projection waits while a test keeps the gate closed. */
  beforeAll(async () => {
    gate.resolve()
    service = await startTestService({
      load: async (declaration) => {
        const handler = await loadFrom(root)(declaration)
        if (declaration.key !== 'project-invoices') return handler
        return async (event, context) => {
          await gate.promise
          return handler(event, context)
        }
      },
    })
  })
  afterEach(() => gate.resolve())
  afterAll(() => service.stop())

  test('only the projection writes the read model', async () => {
    const desk = deskOf(await service.as('admin', 'acme'))
    gate = Promise.withResolvers()
    const { id } = await desk.issue([line('1', '100')])
    const rows = () => service.database`select id from tenant_acme_v1.invoices where id = ${id}`
    expect(await desk.read(id, 2)).toMatchObject({ revision: 2 })
    expect(await rows()).toEqual([])
    gate.resolve()
    await desk.awaitRow(id, 2)
    expect(await rows()).toEqual([{ id }])
  })

  test('an issued and paid invoice arrives in the read model', () => projectOneInvoice(service))
  test('45 46 forty invoices arrive in the read model, each once and complete', () =>
    projectManyInvoices(service))
})

const withKafka = await kafkaTest()

describe('through a real broker', () => {
  let folder: string
  let kafka: Kafka
  let service: TestService

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'finance-kafka-'))
    kafka = await startKafka({ dataDir: folder })
    service = await startTestService({ environment: { KAFKA_BROKERS: kafka.brokers } })
  }, 240_000)
  afterAll(async () => {
    await service.stop()
    await kafka.stop()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  withKafka('an issued and paid invoice arrives in the read model', () => projectOneInvoice(service))
  withKafka('45 46 forty invoices arrive in the read model, each once and complete', () =>
    projectManyInvoices(service),
  )
  withKafka('the service is ready while the broker is reachable', async () => {
    const ready = await fetch(`${service.url}/health/ready`)
    expect(await ready.json()).toMatchObject({ status: 'ok', info: { kafka: { status: 'up' } } })
  })
})
