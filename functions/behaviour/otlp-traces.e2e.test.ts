import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import {
  attributeOf,
  type Collector,
  type ReceivedSpan,
  startCollector,
} from '../../infra/observability/otlp/testing/collector.ts'
import { startKafka } from '../../infra/run/local/kafka/start.ts'
import { kafkaTest } from '../../infra/run/local/testing/kafka.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, invoiceInput, line } from './testing/desk.ts'

const onBroker = await kafkaTest()

/** Runs the whole service on a real broker, with every trace sent to a collector. */
const onTracedService = async (work: (service: TestService, collector: Collector) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-traces-'))
  const kafka = await startKafka({ dataDir: folder })
  const collector = await startCollector()
  const service = await startTestService({
    environment: {
      KAFKA_BROKERS: kafka.brokers,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_METRICS_EXPORTER: 'prometheus',
    },
  })
  try {
    await work(service, collector)
  } finally {
    await service.stop()
    await collector.close()
    await kafka.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const create = 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }'

const client = { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' }

/** The names of the spans from the span of the client to this one. */
const pathOf = (spans: readonly ReceivedSpan[], { name, parentSpanId }: ReceivedSpan): string[] => {
  const parent = spans.find(({ spanId }) => spanId === parentSpanId)
  if (parent) return [...pathOf(spans, parent), name]
  return [parentSpanId === client.span ? 'client' : `unknown ${parentSpanId}`, name]
}

onBroker('a request is one trace, from HTTP to the row, and batches are linked to it', () =>
  onTracedService(async (service, collector) => {
    const desk = deskOf(await service.as('admin', 'acme'))
    const traceparent = `00-${client.trace}-${client.span}-01`
    const input = invoiceInput([line('1', '100.00')], { customerName: 'Karim' })
    const { id } = await desk.client.value(create, { input }, { traceparent })
    await desk.awaitRow(id, 0)
    const projected = await collector.awaitSpan(
      (span) => span.name === 'project InvoiceCreated' && attributeOf(span, 'finance.invoice') === id,
    )
    await service.host.stop()

    const { spans } = collector
    const ofRequest = spans.filter(({ traceId }) => traceId === client.trace)
    const toCommand = ['client', 'POST /graphql', 'graphql', 'field createInvoice', 'CreateInvoiceCommand']
    const command = ofRequest.find(({ name }) => name === 'CreateInvoiceCommand')
    if (!command) throw new Error('The command has no span')
    expect(pathOf(ofRequest, command)).toEqual(toCommand)
    expect(pathOf(ofRequest, projected)).toEqual([...toCommand, 'project InvoiceCreated'])

    const storeCalls = ofRequest.filter(({ name }) => name === 'EventStoreDB')
    const actions = storeCalls.map((span) => attributeOf(span, 'db.operation.name'))
    expect(actions).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^reading tenant-acme/),
        expect.stringMatching(new RegExp(`^appending to invoice-acme_${id}`)),
      ]),
    )
    for (const call of storeCalls.filter(({ parentSpanId }) => parentSpanId === command.spanId))
      expect(pathOf(ofRequest, call)).toEqual([...toCommand, 'EventStoreDB'])

    const batch = spanAt(spans, projected.links[0])
    expect(batch.name).toBe('project-tenant')
    expect(batch.links).toContainEqual(
      expect.objectContaining({ traceId: client.trace, spanId: command.spanId }),
    )
    expect(parentOf(spans, batch)?.name).toBe('project-invoices')
    const sql = spans.filter(
      ({ name, parentSpanId }) => name === 'PostgreSQL' && parentSpanId === batch.spanId,
    )
    expect(sql.map((span) => attributeOf(span, 'db.query.text'))).toContainEqual(
      expect.stringMatching(/insert into \S*invoices/i),
    )

    const published = spans.find(
      ({ name, links }) => name === 'Kafka' && links.some(({ spanId }) => spanId === command.spanId),
    )
    expect(published && parentOf(spans, published)?.name).toBe('relay')
    expect(JSON.stringify(spans)).not.toContain('Karim')
  }),
)

const spanAt = (spans: readonly ReceivedSpan[], link: { spanId: string } | undefined): ReceivedSpan => {
  const found = spans.find(({ spanId }) => spanId === link?.spanId)
  if (!found) throw new Error('The span of a link was not received')
  return found
}

const parentOf = (spans: readonly ReceivedSpan[], span: ReceivedSpan): ReceivedSpan | undefined =>
  spans.find(({ spanId }) => spanId === span.parentSpanId)
