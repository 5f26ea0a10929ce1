import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { settings } from '../config/settings.ts'
import { startHost } from './start.ts'

/** Beside the built main.js, or at the root of the sources. */
const findManifest = (folder: string): string => {
  const path = join(folder, 'serverless.yml')
  return existsSync(path) || dirname(folder) === folder ? path : findManifest(dirname(folder))
}

const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

const run = async (): Promise<void> => {
  const host = await startHost({ manifestPath: findManifest(import.meta.dirname), port: settings(['PORT']).PORT })
  const stop = (): void => {
    host.stop().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  process.once('disconnect', stop)
  await host.warm()
  process.send?.({ ready: true, port: host.port })
}

await run().catch(fail)
