import { join, resolve } from 'node:path'
import { configuredOrDevelopmentSecret } from '../../../auth/development-secret.ts'
import { signAccessToken } from '../../../auth/token-rules.ts'
import { environment } from '../../../config/environment.ts'
import { checkEnvironment, settings } from '../../../config/settings.ts'
import { unknownVariables } from '../../../config/unknown-variables.ts'
import { runCommandLine } from '../../../process/command-line.ts'
import { banner } from './banner.ts'
import { beginChild, type StartingChild } from './child.ts'
import { requireFinishedRestore } from './demo-progress.ts'
import { loadDemonstration } from './demonstration.ts'
import { emptyDataFolder } from './empty-data-folder.ts'
import { reloadOnChange } from './reload-on-change.ts'
import { startStores } from './stores.ts'

const help = `Usage: npm run dev [-- --fresh]

Starts the whole service on this machine, with the demo tenants acme and bengal, and reloads it when a
source file changes. Starts PostgreSQL unless DATABASE_HOST names one, and an EventStoreDB node unless
EVENTSTORE_CONNECTION_STRING names one. Uses Kafka only if KAFKA_BROKERS names one.

  --fresh     deletes the data first
  -h, --help  prints this text

Environment:
  PORT             port of the service (3006); 0 takes a free one
  EVENTSTORE_PORT  port of the EventStoreDB node (2113); 0 takes a free one
  DATA_DIR         folder of the data (.data)
  DEMO             0 creates no demo invoices

Exit codes: 0 stopped, 1 failed, 2 wrong arguments
`

const root = resolve(import.meta.dirname, '../../../..')
const log = (line: string): void => void process.stderr.write(`${line}\n`)
/** Without the causes: the messages of these errors are complete without them. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The parts that run or are being started, in the order of their start. They are stopped last first. */
const parts: { stop(): Promise<void> }[] = []
let ending = false

/** Ignores a second signal: the terminal sends Ctrl-C to this process, and npm sends it a second time. */
const end = async (code: number): Promise<void> => {
  if (ending) return
  ending = true
  for (const part of parts.reverse()) await part.stop().catch((error: unknown) => log(messageOf(error)))
  process.exit(code)
}

/** Ignores errors that are caused by the stop of the parts. */
const fail = (error: unknown): void => {
  if (ending) return
  log(messageOf(error))
  void end(1)
}

type Variables = Record<string, string | undefined>
type HostReady = { port: number }

/** V8 would let garbage grow before it collects it. The service is as fast with this limit. */
const memoryFlags = ['--max-semi-space-size=2']

const beginHost = (variables: Variables): StartingChild<HostReady> =>
  beginChild<HostReady>({
    name: 'The service',
    module: join(root, 'infra/run/host/main.ts'),
    environment: variables,
    execArgv: memoryFlags,
  })

/** Starts the stores and returns the variables that name them. */
const startStoresOn = async (dataDir: string): Promise<Variables> => {
  const starting = startStores({ dataDir, environment: environment(), log })
  // A database that is being created cannot be stopped, so an early end waits until it is complete.
  const stop = () =>
    starting.then(
      (stores) => stores.stop(),
      () => undefined,
    )
  parts.push({ stop })
  const stores = await starting
  void stores.ended.then(fail)
  return stores.environment
}

const startHost = async (variables: Variables, port: number): Promise<HostReady> => {
  const first = beginHost({ ...variables, PORT: String(port) })
  parts.push(first)
  const ready = await first.ready
  const startNext = () => beginHost({ ...variables, PORT: String(ready.port) })
  parts.splice(parts.indexOf(first), 1, reloadOnChange({ root, first, startNext, log }))
  return ready
}

const run = async (fresh: boolean): Promise<void> => {
  const startedAtMs = performance.now()
  for (const warning of unknownVariables(environment())) log(warning)
  checkEnvironment()
  if (environment().JWT_JWKS_URL) log('JWT_JWKS_URL is ignored: npm run dev signs its own tokens')
  const { DATA_DIR, DEMO, PORT } = settings(['DATA_DIR', 'DEMO', 'PORT'])
  const dataDir = resolve(DATA_DIR)
  if (fresh) await emptyDataFolder(dataDir, log)
  requireFinishedRestore(dataDir)
  const storeVariables = await startStoresOn(dataDir)
  const secret = await configuredOrDevelopmentSecret(dataDir)
  if (ending) return
  const { port } = await startHost(
    {
      ...environment(),
      NODE_ENV: 'development',
      ...storeVariables,
      JWT_ACCESS_SECRET: secret,
      JWT_REFRESH_SECRET: await configuredOrDevelopmentSecret(dataDir, 'JWT_REFRESH_SECRET'),
      // The tokens of the demonstration and of the banner are signed here.
      JWT_JWKS_URL: '',
      // One process does everything here.
      HOST_ROLES: '',
      // A developer's scripts send as fast as they can.
      RATE_LIMIT_PER_SECOND: environment().RATE_LIMIT_PER_SECOND || '0',
    },
    PORT,
  )
  const startSeconds = ((performance.now() - startedAtMs) / 1000).toFixed(1)
  const url = `http://localhost:${port}`
  await loadDemonstration({ dataDir, url, secret, invoices: DEMO, log })
  const token = await signAccessToken({ userId: 'u-1', tenantId: 'acme', role: 'admin' }, secret)
  process.stdout.write(banner({ url, token, startSeconds, dataDir: environment().DATA_DIR }))
}

await runCommandLine({
  help,
  options: { fresh: { type: 'boolean' } },
  run: async ({ fresh = false }) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
    process.on('uncaughtException', fail)
    process.on('unhandledRejection', fail)
    await run(fresh).catch(fail)
  },
})
