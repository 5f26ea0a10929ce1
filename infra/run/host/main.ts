import cluster from 'node:cluster'
import { settings } from '../../config/settings.ts'
import { unknownVariables } from '../../config/unknown-variables.ts'
import { log } from '../../observability/log.ts'
import { runCommandLine } from '../../process/command-line.ts'
import { checkConfiguration } from './configuration.ts'
import { findManifest } from './find-manifest.ts'
import { readOwnManifest } from './roles.ts'
import { startHost } from './start.ts'

declare const __BUILT__: boolean | undefined

/** True in a build, which is for production: there every variable is checked before the port is opened. */
const built = typeof __BUILT__ !== 'undefined'

/**
 * In production a request that was accepted gets its response, however long its function may take, and so
 * does one that a client sends while the process begins to stop. The files for PM2, Docker and Kubernetes
 * allow more than these 30 s before the process is killed.
 */
const stopTimes = built ? { stopTimeoutMs: 30_000, idleGraceMs: 2_000 } : {}

/** PM2 runs several processes as a cluster. npm run dev has forked this process itself. */
const sendToParent = cluster.isWorker ? undefined : process.send?.bind(process)

const help = `Usage: npm start

Serves the whole service from dist/, with the stores that the environment names. npm run build creates dist/.
PORT is the port (3006). When a variable is missing or invalid, the error names it and nothing starts.

Exit codes: 0 stopped, 1 failed, 2 wrong arguments
`

/** Reports the error to npm run dev, otherwise on standard error, and exits. */
const exitWith = (error: unknown): void => {
  const { message, code } = error as NodeJS.ErrnoException
  if (sendToParent) sendToParent({ error: { code: code ?? 'HOST_FAILED', message } }, () => process.exit(1))
  else {
    process.stderr.write(`${message}\n`)
    process.exit(1)
  }
}

const run = async (): Promise<void> => {
  const manifestPath = findManifest(import.meta.dirname)
  if (!sendToParent) for (const warning of unknownVariables(process.env)) log('warn', warning)
  if (built) checkConfiguration(readOwnManifest(manifestPath, process.env))
  const host = await startHost({ manifestPath, port: settings(['PORT']).PORT, ...stopTimes })
  const stop = (): void => {
    host.stop().then(() => process.exit(0), exitWith)
  }
  // A second signal must not end the process at once: the terminal sends Ctrl-C to this process, and npm
  // sends it a second time.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  process.once('disconnect', stop)
  await host.warm()
  if (sendToParent) sendToParent({ ready: true, port: host.port })
  else process.stderr.write(`Serving on ${host.url}\n`)
  // For PM2's wait_ready.
  if (cluster.isWorker) process.send?.('ready')
}

await runCommandLine({ help, run: () => run().catch(exitWith) })
