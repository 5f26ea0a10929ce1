import cluster from 'node:cluster'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { AggregatorRegistry, Registry } from 'prom-client'
import { ConfigurationError, settings } from '../../../config/settings.ts'
import { log } from '../../../observability/log.ts'
import { provideMetrics } from '../../../observability/metrics.ts'
import { close, listen } from '../port.ts'
import { createEndpoint, isForMetrics, isFromWithin } from './endpoint.ts'
import { createRegistry } from './registry.ts'
import { joinSiblings } from './siblings.ts'

export type HostMetrics = {
  /** Returns whether a request to PORT is one for the metrics. */
  takes(request: IncomingMessage): boolean
  respond(request: IncomingMessage, response: ServerResponse): void
  /** The port that serves only the metrics; undefined when PORT serves them. */
  port: number | undefined
  stop(): Promise<void>
}

type Options = {
  service: string
  /** Of the service. With the parent process it tells which workers of a cluster belong together. */
  port: number
  address: string
}

/**
 * Starts to record and serve metrics, unless OTEL_METRICS_EXPORTER is `none`. A worker of a cluster serves
 * the metrics of all workers.
 * @throws ConfigurationError when a variable is invalid
 * @throws PortError when another process uses METRICS_PORT
 */
export const startMetrics = async (options: Options): Promise<HostMetrics | undefined> => {
  const config = settings(['OTEL_METRICS_EXPORTER', 'METRICS_PORT', 'METRICS_TENANT_LABEL'])
  if (config.OTEL_METRICS_EXPORTER === 'none') return undefined
  // Otherwise the service would find its own port in use, and say that another process uses it.
  if (config.METRICS_PORT && config.METRICS_PORT === options.port)
    throw new ConfigurationError(['METRICS_PORT is not valid: another port than PORT is needed'])
  const { registries, sink } = createRegistry({ withTenants: config.METRICS_TENANT_LABEL })
  const all = Registry.merge([...registries])
  const siblings = cluster.isWorker ? await joinWorkers(options, all) : undefined
  const respond = createEndpoint(siblings?.readText ?? (() => all.metrics()))
  const port = config.METRICS_PORT
  const own = port === undefined ? undefined : await startServer(respond, port, options.address)
  const sending = config.OTEL_METRICS_EXPORTER === 'otlp' ? await startSending(all) : undefined
  provideMetrics(sink)
  return {
    takes: (request) => own === undefined && isFromWithin(request),
    respond,
    port: own?.port,
    async stop() {
      await Promise.all([sending?.stop(), own?.stop(), siblings?.leave()])
      provideMetrics(undefined)
    },
  }
}

/**
 * A worker that cannot exchange its metrics serves none: those of one worker alone would pass for the sums.
 * It serves its requests all the same, or any user of the machine could keep the service from starting.
 */
const joinWorkers = async ({ service, port }: Options, registry: Registry) => {
  const name = `${service}:${port}:${process.ppid}`
  try {
    const { readAll, leave } = await joinSiblings(name, () => registry.getMetricsAsJSON())
    return { leave, readText: async () => AggregatorRegistry.aggregate([await readAll()]).metrics() }
  } catch (error) {
    log('error', 'The workers cannot exchange their metrics, so /metrics is an error', { error })
    return { leave: async () => undefined, readText: () => Promise.reject(error) }
  }
}

/** Sends the metrics to a collector if one is configured. */
const startSending = async (registry: Registry) => {
  const { OTEL_SERVICE_NAME: serviceName, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings([
    'OTEL_SERVICE_NAME',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ])
  if (endpoint === undefined) return undefined
  // Imported only here, because without a collector OpenTelemetry's SDK is not needed.
  const { startMetricExport } = await import('../../../observability/otlp/metrics.ts')
  return startMetricExport({ serviceName, endpoint, read: () => registry.getMetricsAsJSON() })
}

/** How long a stop waits for a scraper that reads slowly. */
const stopTimeoutMs = 1_000

const startServer = async (respond: HostMetrics['respond'], port: number, address: string) => {
  const server = createServer((request, response) => {
    if (isForMetrics(request.url)) respond(request, response)
    else response.writeHead(404).end()
  })
  return {
    port: await listen(server, port, address, 'METRICS_PORT'),
    stop: () => close(server, { timeoutMs: stopTimeoutMs }),
  }
}
