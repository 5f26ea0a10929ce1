import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { settings } from '../../config/settings.ts'
import { unknownVariables } from '../../config/unknown-variables.ts'
import { log } from '../../observability/log.ts'
import { runCommandLine } from '../../process/command-line.ts'
import { checkConfiguration } from './configuration.ts'
import { readOwnManifest } from './roles.ts'
import { startHost } from './start.ts'

declare const __BUILT__: boolean | undefined

/** True in a build, which is for production: there every variable is checked before the port is opened. */
const built = typeof __BUILT__ !== 'undefined'

const help = `Usage: npm start

Serves the whole service from dist/, with the stores that the environment names. npm run build creates dist/.
PORT is the port (3006). When a variable is missing or invalid, the error names it and nothing starts.

Exit codes: 0 stopped, 1 failed, 2 wrong arguments
`

/** Returns the path of the manifest: beside the built main.js, or at the root of the sources. */
const findManifest = (folder: string): string => {
  const path = join(folder, 'serverless.yml')
  return existsSync(path) || dirname(folder) === folder ? path : findManifest(dirname(folder))
}

/** Reports the error to the parent process if there is one, otherwise on standard error, and exits. */
const exitWith = (error: unknown): void => {
  const { message, code } = error as NodeJS.ErrnoException
  if (process.send) process.send({ error: { code: code ?? 'HOST_FAILED', message } }, () => process.exit(1))
  else {
    process.stderr.write(`${message}\n`)
    process.exit(1)
  }
}

const run = async (): Promise<void> => {
  const manifestPath = findManifest(import.meta.dirname)
  if (!process.send) for (const warning of unknownVariables(process.env)) log('warn', warning)
  if (built) checkConfiguration(readOwnManifest(manifestPath, process.env))
  const host = await startHost({ manifestPath, port: settings(['PORT']).PORT })
  const stop = (): void => {
    host.stop().then(() => process.exit(0), exitWith)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  process.once('disconnect', stop)
  await host.warm()
  if (process.send) process.send({ ready: true, port: host.port })
  else process.stderr.write(`Serving on ${host.url}\n`)
}

await runCommandLine({ help, run: () => run().catch(exitWith) })
