import { join, resolve } from 'node:path'
import { loadDevelopmentSecret } from '../../../auth/development-secret.ts'
import { signToken } from '../../../auth/token.ts'
import { environment } from '../../../config/environment.ts'
import { checkEnvironment, settings } from '../../../config/settings.ts'
import { unknownVariables } from '../../../config/unknown-variables.ts'
import { runCommandLine } from '../../../process/command-line.ts'
import { banner } from './banner.ts'
import { beginChild, type Starting } from './child.ts'
import { demonstrate } from './demonstration.ts'
import { emptied } from './fresh.ts'
import { reloading } from './reloading.ts'
import { startStores } from './stores.ts'

const help = `Usage: npm run dev [-- --fresh]

Starts the whole service on this machine: PostgreSQL and an EventStoreDB node unless DATABASE_HOST and EVENTSTORE_CONNECTION_STRING
name others, Kafka where KAFKA_BROKERS names one, the demo tenants acme and bengal, and the service, which reloads on change.

  --fresh     empties the data folder first
  -h, --help  this text

Environment:
  PORT             port of the service (3006); 0 takes a free one
  EVENTSTORE_PORT  port of the EventStoreDB node (2113); 0 takes a free one
  DATA_DIR         folder of the data (.data)
  DEMO             0 leaves the demo invoices out

Exit codes: 0 stopped, 1 failed, 2 called wrongly
`

const root = resolve(import.meta.dirname, '../../../..')
const log = (line: string): void => void process.stderr.write(`${line}\n`)
/** Without the causes: what is thrown here is written for who called, and says all that helps. */
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What runs or is being started, in the order of its start; stopped in the opposite order. */
const parts: { stop(): Promise<void> }[] = []
let ending = false

/** A second signal changes nothing: npm passes Ctrl-C on although the terminal has sent it to us already. */
const end = async (code: number): Promise<void> => {
  if (ending) return
  ending = true
  for (const part of parts.reverse()) await part.stop().catch((error: unknown) => log(reason(error)))
  process.exit(code)
}

/** What fails because we are ending is no news. */
const fail = (error: unknown): void => {
  if (ending) return
  log(reason(error))
  void end(1)
}

type Variables = Record<string, string | undefined>
type HostReady = { port: number }

/** What becomes garbage in a request is collected early, where V8 would let it grow; the pace on a laptop is the same. */
const hostMemory = ['--max-semi-space-size=2']

const startHost = (variables: Variables): Starting<HostReady> =>
  beginChild<HostReady>({
    name: 'The service',
    module: join(root, 'infra/run/host/main.ts'),
    environment: variables,
    execArgv: hostMemory,
  })

/** The stores with what the host has to know of them. */
const storesIn = async (dataDir: string): Promise<Variables> => {
  const starting = startStores({ dataDir, given: environment(), log })
  // A database that is only half made cannot be stopped, so an early end waits for it.
  parts.push({
    stop: () =>
      starting.then(
        (stores) => stores.stop(),
        () => undefined,
      ),
  })
  const stores = await starting
  void stores.ended.then((name) => fail(new Error(`${name} ended by itself`)))
  return stores.environment
}

const hostOn = async (variables: Variables, port: number): Promise<HostReady> => {
  const first = startHost({ ...variables, PORT: String(port) })
  parts.push(first)
  const ready = await first.ready
  const next = () => startHost({ ...variables, PORT: String(ready.port) })
  parts.splice(parts.indexOf(first), 1, reloading({ root, first, next, log }))
  return ready
}

const run = async (fresh: boolean): Promise<void> => {
  const began = performance.now()
  for (const warning of unknownVariables(environment())) log(warning)
  checkEnvironment()
  const { DATA_DIR, DEMO, PORT } = settings(['DATA_DIR', 'DEMO', 'PORT'])
  const dataDir = resolve(DATA_DIR)
  if (fresh) await emptied(dataDir, log)
  const stores = await storesIn(dataDir)
  const secret = environment().JWT_ACCESS_SECRET || (await loadDevelopmentSecret(dataDir))
  if (ending) return
  const { port } = await hostOn(
    { ...environment(), NODE_ENV: 'development', ...stores, JWT_ACCESS_SECRET: secret },
    PORT,
  )
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const url = `http://localhost:${port}`
  await demonstrate({ dataDir, url, secret, invoices: DEMO, log })
  const token = await signToken({ userId: 'u-1', tenantId: 'acme', role: 'admin' }, secret)
  process.stdout.write(banner({ url, token, seconds, dataDir: environment().DATA_DIR }))
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
