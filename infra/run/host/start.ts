import { AsyncLocalStorage } from 'node:async_hooks'
import { provideEnvironments } from '../../config/environment.ts'
import { type InvocationType, provideHostRuntime } from '../../lambda/runtime.ts'
import { startEventSources } from './event-source-mapping/start.ts'
import { createGateway } from './gateway/gateway.ts'
import type { GatewayLimits } from './gateway/limits.ts'
import { createLambda, type Lambda } from './lambda.ts'
import type { Manifest } from './manifest.ts'
import { type HostMetrics, startMetrics } from './metrics/start.ts'
import { type LoadHandler, loadFrom } from './module.ts'
import { listen } from './port.ts'
import { readOwnManifest } from './roles.ts'
import { startSchedules } from './schedules.ts'
import { stopHost } from './stop.ts'
import { startTenantLimits, type TenantLimits } from './tenant-limits/tenant-limits.ts'
import { startTracesIfConfigured, type Traces } from './traces.ts'
import type { UsageMeter } from './usage/meter.ts'
import { startMetering } from './usage/start.ts'

export type HostOptions = {
  /** Path of serverless.yml. Handlers are found in its folder. */
  manifestPath: string
  /** 0 lets the system choose. */
  port: number
  /** The address on which to listen; by default all interfaces. */
  address?: string
  /** The variables that `${env:...}` in the manifest refers to; by default those of the process. */
  environment?: Record<string, string | undefined>
  load?: LoadHandler
  /** What the gateway allows; by default the limits of gateway/limits.ts. */
  limits?: Partial<GatewayLimits>
  /** How long stop() waits for running requests, accepted asynchronous invocations and event sources. */
  stopTimeoutMs?: number
  /** How long stop() waits for requests on connections that have none; by default it does not. */
  idleGraceMs?: number
}

export type Host = {
  port: number
  url: string
  /** The port of the metrics, when METRICS_PORT separates it from the others. */
  metricsPort: number | undefined
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  warm(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the service in this process: gateway, functions, event sources and schedules of the manifest, or
 * what HOST_ROLES leaves of them.
 * @throws ManifestError when the manifest is invalid
 * @throws PortError when another process uses the port
 * @throws ConfigurationError when HOST_ROLES or the settings of Kafka, of Redis, of metering, of the metrics
 * or of the limits of tenants are invalid
 */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const { manifestPath, address = '0.0.0.0' } = options
  const stopTimes = { timeoutMs: options.stopTimeoutMs ?? 8_000, idleGraceMs: options.idleGraceMs }
  const ownEnvironment = options.environment ?? process.env
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideEnvironments(environment)
  const manifest = environment.run(ownEnvironment, () => readOwnManifest(manifestPath, ownEnvironment))
  const loadHandler = options.load ?? loadFrom(manifest.folder)
  let meter: UsageMeter | undefined
  const lambda = createLambda({ manifest, environment, loadHandler, report: (one) => meter?.report(one) })
  // Before the parts start, because they read their settings from this host's environment.
  provideHostRuntime({
    environment,
    invoke: lambda.invoke,
    recordUsage: (line) => meter?.recordLine(environment.getStore()?.AWS_LAMBDA_FUNCTION_NAME ?? '', line),
  })
  const fail = async (error: unknown): Promise<never> => {
    provideHostRuntime(undefined)
    await meter?.stop()
    throw error
  }
  const parts = await environment
    .run(ownEnvironment, () => {
      meter = startMetering(manifest, lambda)
      return startParts(manifest, lambda, { port: options.port, address })
    })
    .catch(fail)
  const server = createGateway({ manifest, lambda, limits: options.limits, ...parts })
  const port = await listen(server, options.port, address).catch(async (error: unknown) => {
    await Promise.all([parts.sources.stop(), parts.close()])
    return fail(error)
  })
  const schedules = startSchedules(lambda, manifest)

  const stop = async (): Promise<void> => {
    await stopHost({ server, schedules, sources: parts.sources, lambda, meter }, stopTimes)
    await parts.close()
    provideHostRuntime(undefined)
  }
  let stopped: Promise<void> | undefined
  const stopOnce = (): Promise<void> => {
    stopped ??= stop()
    return stopped
  }
  const { invoke, warm } = lambda
  const url = `http://127.0.0.1:${port}`
  return { port, url, metricsPort: parts.metrics?.port, invoke, warm, stop: stopOnce }
}

/** Starts the parts that read their own settings. */
const startParts = async (
  manifest: Manifest,
  lambda: Lambda,
  listening: { port: number; address: string },
) => {
  let metrics: HostMetrics | undefined
  let traces: Traces | undefined
  let tenantLimits: TenantLimits | undefined
  const close = async (): Promise<void> => {
    tenantLimits?.close()
    await Promise.all([metrics?.stop(), traces?.stop()])
  }
  try {
    traces = await startTracesIfConfigured()
    metrics = await startMetrics({ service: manifest.service, ...listening })
    tenantLimits = await startTenantLimits(manifest.service)
    return { metrics, tenantLimits, sources: await startEventSources(manifest, lambda), close }
  } catch (error) {
    await close()
    throw error
  }
}
