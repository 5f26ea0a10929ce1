import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { developmentSecret } from '../../auth/development-secret.ts'
import { signToken } from '../../auth/token.ts'
import { environment } from '../../config/environment.ts'
import { settings } from '../../config/settings.ts'
import { banner } from './banner.ts'
import { type Child, startChild } from './child.ts'
import { demonstrate } from './demonstration.ts'
import { emptied } from './fresh.ts'
import { onChange } from './reload.ts'
import { startStores } from './stores.ts'

const help = `Usage: npm run dev [-- --fresh]

Starts the whole service on this machine: PostgreSQL and an EventStoreDB node unless DATABASE_HOST and EVENTSTORE_CONNECTION_STRING
name others, Kafka where KAFKA_BROKERS names one, the demo tenants acme and bengal, and the service, which reloads on change.

  --fresh   empties the data folder first

Environment:
  PORT             port of the service (3006)
  EVENTSTORE_PORT  port of the EventStoreDB node (2113)
  DATA_DIR         folder of the data (.data)
  DEMO             0 leaves the demo invoices out

Exit codes: 0 stopped, 1 failed, 2 called wrongly
`

const root = resolve(import.meta.dirname, '../../..')
const log = (line: string): void => void process.stderr.write(`${line}\n`)

/** What runs, in the order of its start; stopped in the opposite order. */
const parts: { stop(): Promise<void> | void }[] = []
let ending = false

const end = async (code: number): Promise<void> => {
  if (ending) return
  ending = true
  for (const part of parts.reverse()) {
    try {
      await part.stop()
    } catch (error) {
      log(reason(error))
    }
  }
  process.exit(code)
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const fail = (error: unknown): void => {
  log(reason(error))
  void end(1)
}

type HostReady = { port: number }

const startHost = (variables: Record<string, string | undefined>): Promise<Child<HostReady>> =>
  startChild<HostReady>('The service', join(root, 'infra/host/main.ts'), variables)

/** A new host with the changed sources takes the place of the old one; one that does not start waits for the next change. */
const reloading = (first: Child<HostReady>, variables: Record<string, string | undefined>) => {
  let host: Child<HostReady> | undefined = first
  let turn = Promise.resolve()
  const replace = async (file: string): Promise<void> => {
    log(`${file} changed, reloading`)
    await host?.stop()
    host = await startHost(variables).catch((error: unknown) => {
      log(`${reason(error)}; waiting for the next change`)
      return undefined
    })
    if (host) log('reloaded')
  }
  const changes = onChange(root, (file) => {
    turn = turn.then(() => replace(file))
  })
  return {
    stop: async () => {
      changes.stop()
      await turn
      await host?.stop()
    },
  }
}

const run = async (fresh: boolean): Promise<void> => {
  const began = performance.now()
  const { DATA_DIR, DEMO, PORT } = settings(['DATA_DIR', 'DEMO', 'PORT', 'EVENTSTORE_PORT'])
  const dataDir = resolve(DATA_DIR)
  if (fresh) await emptied(dataDir, log)
  const stores = await startStores({ dataDir, given: environment(), log })
  parts.push(stores)
  const secret = environment().JWT_ACCESS_SECRET || (await developmentSecret(dataDir))
  const variables = { ...environment(), NODE_ENV: 'development', ...stores.environment, JWT_ACCESS_SECRET: secret }
  const host = await startHost({ ...variables, PORT: String(PORT) })
  parts.push(reloading(host, { ...variables, PORT: String(host.ready.port) }))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const url = `http://localhost:${host.ready.port}`
  await demonstrate({ dataDir, url, secret, invoices: DEMO, log })
  process.stdout.write(banner(url, await signToken({ userId: 'u-1', tenantId: 'acme', role: 'admin' }, secret), seconds))
}

const main = (): void => {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  run(values.fresh ?? false).catch(fail)
}

try {
  main()
} catch (error) {
  log(`${reason(error)}\n\n${help}`)
  process.exitCode = 2
}
