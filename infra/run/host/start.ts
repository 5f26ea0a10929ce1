import { AsyncLocalStorage } from 'node:async_hooks'
import { type InvocationType, provideHostRuntime } from '../../lambda/runtime.ts'
import type { Topics } from './event-source/in-process.ts'
import { playEventSources } from './event-source/play.ts'
import { playGateway } from './gateway/gateway.ts'
import { createLambda } from './lambda.ts'
import { readManifest } from './manifest.ts'
import { type LoadHandler, loadFrom } from './module.ts'
import { listen } from './port.ts'
import { playSchedules } from './schedule.ts'
import { stopRunning } from './stop.ts'

export type HostOptions = {
  /** Path of serverless.yml; handlers are found beside it. */
  manifestPath: string
  /** 0 lets the system choose. */
  port: number
  /** Where to listen; all interfaces unless given. */
  address?: string
  /** What `${env:...}` in the manifest sees; the process's own unless given. */
  environment?: Record<string, string | undefined>
  load?: LoadHandler
  /** Milliseconds that stop() gives running requests, accepted asynchronous invocations and event sources to end. */
  stopWithin?: number
}

export type Host = {
  port: number
  url: string
  invoke(functionKey: string, payload: unknown, type: InvocationType): Promise<unknown>
  warm(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the whole service in this process: gateway, functions, event source mappings and schedules of the manifest.
 * Rejects with PORT_IN_USE, MANIFEST_INVALID, or what a connection to Kafka answers.
 */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const {
    manifestPath,
    port: wanted,
    address = '0.0.0.0',
    environment: own = process.env,
    stopWithin = 8_000,
  } = options
  const manifest = readManifest(manifestPath, own)
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  const lambda = createLambda({ manifest, environment, loadHandler: options.load ?? loadFrom(manifest.folder) })
  const server = playGateway({ manifest, lambda })
  const playing = Promise.withResolvers<Topics>()
  // Before the event sources, whose settings come from this host's environment and not from the process.
  provideHostRuntime({
    environment,
    invoke: lambda.invoke,
    publish: async (topic, records) => (await playing.promise).publish(topic, records),
  })
  const sources = await environment
    .run(own, () => playEventSources(manifest, lambda))
    .catch((error: unknown) => {
      provideHostRuntime(undefined)
      throw error
    })
  playing.resolve(sources)
  const port = await listen(server, wanted, address).catch(async (error: unknown) => {
    provideHostRuntime(undefined)
    await sources.stop()
    throw error
  })
  const schedules = playSchedules(lambda, manifest)

  const stop = async (): Promise<void> => {
    await stopRunning({ server, schedules, sources, lambda }, stopWithin)
    provideHostRuntime(undefined)
  }
  let stopped: Promise<void> | undefined
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    invoke: lambda.invoke,
    warm: lambda.warm,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
