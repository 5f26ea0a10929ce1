import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { withinDeadline } from '../../process/deadline.ts'
import { log } from '../log.ts'
import { provideTraceExport } from '../trace.ts'
import { logExportErrors } from './export-errors.ts'
import { resourceOf } from './resource.ts'

export type TraceOptions = {
  serviceName: string
  /** The address of the collector, without /v1/traces. */
  endpoint: string
  sampler: 'parentbased_traceidratio' | 'always_on' | 'always_off'
  /** The part of the traces that begin here and are sent, from 0 to 1. */
  ratio: number
}

/** Spans that wait to be sent. When the collector is too slow, further ones are dropped. */
const maxWaitingSpans = 4_096
const maxSpansInRequest = 512
const sendIntervalMs = 1_000
const sendTimeoutMs = 5_000
/** How long a stop waits for the collector. */
const stopTimeoutMs = 2_000

/**
 * Sends the spans of this process to an OpenTelemetry collector, in batches beside the requests. A collector
 * that is down or slow costs spans and nothing else. `stop` sends what waits, for at most two seconds.
 */
export const startTraces = ({ serviceName, endpoint, ...sampling }: TraceOptions) => {
  logExportErrors()
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: sendTimeoutMs,
    concurrencyLimit: 2,
  })
  const processor = new BatchSpanProcessor({
    exporter,
    maxQueueSize: maxWaitingSpans,
    maxExportBatchSize: maxSpansInRequest,
    scheduledDelayMillis: sendIntervalMs,
    exportTimeoutMillis: sendTimeoutMs,
  })
  const provider = new TracerProvider({
    resource: resourceOf(serviceName),
    sampler: samplerOf(sampling),
    spanProcessors: [processor],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(provider)
  provideTraceExport(true)
  return {
    async stop(): Promise<void> {
      provideTraceExport(false)
      trace.disable()
      context.disable()
      const ended = provider
        .shutdown()
        .catch((error: unknown) => log('warn', 'The last spans are lost', { error }))
      await withinDeadline(stopTimeoutMs, ended, () =>
        log('warn', 'The last spans are lost: the collector is slow'),
      )
    },
  }
}

/** A caller that has sampled its trace, or has not, decides for what it calls here. */
const samplerOf = ({ sampler, ratio }: Pick<TraceOptions, 'sampler' | 'ratio'>): Sampler => {
  if (sampler === 'always_on') return new AlwaysOnSampler()
  if (sampler === 'always_off') return new AlwaysOffSampler()
  return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })
}
