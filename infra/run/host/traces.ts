import { settings } from '../../config/settings.ts'

export type Traces = { stop(): Promise<void> }

/**
 * Starts to send traces when OTEL_EXPORTER_OTLP_ENDPOINT is set and OTEL_TRACES_EXPORTER is not `none`.
 * @throws ConfigurationError when a variable is invalid
 */
export const startTracesIfConfigured = async (): Promise<Traces | undefined> => {
  const config = settings([
    'OTEL_SERVICE_NAME',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_TRACES_EXPORTER',
    'OTEL_TRACES_SAMPLER',
    'OTEL_TRACES_SAMPLER_ARG',
  ])
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT
  if (endpoint === undefined || config.OTEL_TRACES_EXPORTER === 'none') return undefined
  // Imported only here, because without a collector OpenTelemetry's SDK is not needed.
  const { startTraces } = await import('../../observability/otlp/traces.ts')
  return startTraces({
    serviceName: config.OTEL_SERVICE_NAME,
    endpoint,
    sampler: config.OTEL_TRACES_SAMPLER,
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
  })
}
