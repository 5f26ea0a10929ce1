import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

type Value = { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }
type Attribute = { key: string; value: Value }
type Link = { traceId: string; spanId: string }

/** A span as OTLP/HTTP sends it in JSON. */
export type ReceivedSpan = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: Attribute[]
  links: Link[]
  status: { code?: number }
}

type ReceivedPoint = {
  attributes: Attribute[]
  asDouble?: number
  count?: string | number
  bucketCounts?: (string | number)[]
}
export type ReceivedMetric = { name: string; unit: string } & Partial<
  Record<'sum' | 'gauge' | 'histogram', { dataPoints: ReceivedPoint[] }>
>

type Body = {
  resourceSpans?: { resource: { attributes: Attribute[] }; scopeSpans: { spans: ReceivedSpan[] }[] }[]
  resourceMetrics?: { resource: { attributes: Attribute[] }; scopeMetrics: { metrics: ReceivedMetric[] }[] }[]
}

/** A receiver in the place of an OpenTelemetry collector. */
export type Collector = {
  url: string
  spans: ReceivedSpan[]
  /** Each metric as it was received last. */
  metrics: Map<string, ReceivedMetric>
  resources: Attribute[][]
  /** The status of each response; 200 by default, 0 for none. */
  status: number
  /** Waits until a span that `isWanted` was received, and returns it. */
  awaitSpan(isWanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>
  close(): Promise<void>
}

export const startCollector = async (): Promise<Collector> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (collector.status === 200) take(JSON.parse(Buffer.concat(chunks).toString()))
    if (collector.status === 0) return
    response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}')
  })
  const take = ({ resourceSpans = [], resourceMetrics = [] }: Body): void => {
    for (const { resource, scopeSpans } of resourceSpans) {
      collector.resources.push(resource.attributes)
      collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans))
    }
    for (const { resource, scopeMetrics } of resourceMetrics) {
      collector.resources.push(resource.attributes)
      for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics))
        collector.metrics.set(metric.name, metric)
    }
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    metrics: new Map(),
    resources: [],
    status: 200,
    async awaitSpan(isWanted) {
      for (;;) {
        const found = collector.spans.find(isWanted)
        if (found) return found
        await pause(20)
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return collector
}

/** The value of an attribute as text; undefined when there is none. */
export const attributeOf = ({ attributes }: { attributes: Attribute[] }, key: string): string | undefined => {
  const value = attributes.find((attribute) => attribute.key === key)?.value
  const present = value && Object.values(value)[0]
  return present === undefined ? undefined : String(present)
}
