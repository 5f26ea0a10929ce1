import { join } from 'node:path'
import { createGateway } from '../../host/gateway/gateway.ts'
import { type Lambda, lambdaOf } from '../../host/lambda.ts'
import { readManifest } from '../../host/manifest.ts'
import { close, listen } from '../../host/port.ts'
import { createTenantLimits } from '../../host/tenant-limits/tenant-limits.ts'
import { createInvokeApi } from './invoke-api.ts'
import { startKafkaTriggers } from './kafka-triggers.ts'
import { type PackagedFunctions, type PackagedOptions, unpackFunctions } from './packaged-functions.ts'

export type AwsEmulatorOptions = PackagedOptions & {
  /** The broker whose records start functions. */
  brokers?: string | undefined
  /** As for the host. */
  retryDelaysMs?: readonly number[]
}

/** Lambda, API Gateway and the Kafka triggers on this machine, with the packaged functions. */
export type AwsEmulator = Omit<PackagedFunctions, 'invokeAt'> & {
  /** The address of API Gateway. */
  url: string
  invoke: Lambda['invoke']
}

const stopTimeoutMs = 10_000

/**
 * Starts the packaged functions as AWS does: each from its unpacked zip alone, with the environment of its
 * template, under Amazon's runtime. There is no IAM and no network of a VPC. The gateway, the triggers and
 * the retries are those of the host.
 */
export const startAwsEmulator = async (options: AwsEmulatorOptions): Promise<AwsEmulator> => {
  const { root, values, brokers, retryDelaysMs } = options
  const manifest = readManifest(join(root, 'serverless.yml'), values.variables)
  const packaged = unpackFunctions(options, manifest)
  const lambda = lambdaOf(packaged.functions, retryDelaysMs)
  const api = createInvokeApi(lambda, 'finance-dev-')
  packaged.invokeAt(`http://127.0.0.1:${await listen(api, 0, '127.0.0.1')}`)
  const tenantLimits = createTenantLimits({ rate: undefined, requestsPerMonth: undefined }, undefined)
  const gateway = createGateway({ manifest, lambda, tenantLimits })
  const port = await listen(gateway, 0, '127.0.0.1')
  const triggers = brokers === undefined ? undefined : startKafkaTriggers(manifest, lambda, brokers)
  const stop = async (): Promise<void> => {
    await Promise.all([close(gateway, { timeoutMs: stopTimeoutMs }), triggers?.stop()])
    await lambda.drain(stopTimeoutMs)
    await packaged.stop()
    await close(api, { timeoutMs: 0 })
  }
  return { ...packaged, url: `http://127.0.0.1:${port}`, invoke: lambda.invoke, stop }
}
