import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { closeConnections } from '../../postgres/connect.ts'
import type { SettingsByLogin } from '../../postgres/database.ts'
import { buildHost } from '../../run/host/build.ts'
import { memoryFlags } from '../../run/local/event-store/memory-flags.ts'
import { databaseVariables } from '../../run/local/postgres/database-variables.ts'
import { ensureLocalDatabase } from '../../run/local/postgres/local-database.ts'
import { type BrokerProcess, keepBroker } from './broker.ts'
import { type Link, openLink } from './link.ts'
import { keepPostgres, type PostgresProcess } from './postgres.ts'
import { type ForkedProcess, keepForked, type Process } from './processes.ts'
import { canMount, mountSmallDisk, type SmallDisk } from './small-disk.ts'

/** Everything that runs, by name. Faults happen to its parts. */
export type System = {
  forked: ReadonlyMap<string, ForkedProcess>
  databases: ReadonlyMap<string, PostgresProcess>
  links: ReadonlyMap<string, Link>
  disks: ReadonlyMap<string, SmallDisk>
  broker: BrokerProcess | undefined
  hostUrls(): readonly [string, string]
  /** Variables with which this process reaches the stores past all links. */
  environment: Record<string, string>
  secret: string
  /** Ends every fault, and resolves when every process is ready. */
  heal(): Promise<void>
  stop(): Promise<void>
}

export type SystemOptions = {
  folder: string
  /** Of the sources of the hosts. */
  sources: string
  hasBroker: boolean
  log(line: string): void
}

const root = resolve(import.meta.dirname, '../../..')
const clock = ['--import', join(import.meta.dirname, 'shifted-clock.ts')]

/** Builds the service, and starts it twice on its own stores. */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const { folder, sources, hasBroker, log } = options
  const stops: (() => Promise<void>)[] = []
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    stops.push(() => part.stop())
    return part
  }
  const stop = async (): Promise<void> => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart()
  }
  try {
    log('building the service')
    await buildHost(sources, join(folder, 'dist'))
    log('starting the stores')
    const stores = await startStores(options, keep)
    const broker = hasBroker ? keep(await keepBroker(join(folder, 'broker'), log)) : undefined
    log('starting two hosts')
    const secret = randomBytes(32).toString('hex')
    const hosts = await Promise.all(
      ['host-1', 'host-2'].map((name) => startHost(name, { ...options, stores, broker, secret }, keep)),
    )
    const forked = new Map([...hosts, stores.node].map((one) => [one.name, one]))
    const links = new Map([...stores.links, ...(broker ? [broker.link] : [])].map((one) => [one.name, one]))
    const processes: Process[] = [
      ...stores.databases.values(),
      ...forked.values(),
      ...(broker ? [broker] : []),
    ]
    const [one, other] = hosts as [ForkedProcess, ForkedProcess]
    const urlOf = (host: ForkedProcess) => `http://127.0.0.1:${host.port()}`
    return {
      ...{ forked, links, databases: stores.databases, disks: stores.disks, broker, secret, stop },
      environment: { ...databaseVariables(stores.readModel), ...eventStore(stores.node.port()), ...quiet },
      hostUrls: () => [urlOf(one), urlOf(other)],
      heal: async () => {
        for (const disk of stores.disks.values()) disk.heal()
        for (const link of links.values()) link.heal()
        for (const process of processes) await process.heal()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const quiet = { LOG_LEVEL: 'silent', USAGE_METERING: 'false' }
const eventStore = (port: number) => ({
  EVENTSTORE_CONNECTION_STRING: `esdb://127.0.0.1:${port}?tls=false`,
})

type Keep = <Part extends { stop(): Promise<void> }>(part: Part) => Part
type Stores = {
  databases: ReadonlyMap<string, PostgresProcess>
  disks: ReadonlyMap<string, SmallDisk>
  readModel: SettingsByLogin
  node: ForkedProcess
  links: Link[]
}

const startStores = async ({ folder, log }: SystemOptions, keep: Keep): Promise<Stores> => {
  const disks = new Map<string, SmallDisk>()
  const dataFolder = (name: string): string => {
    const path = join(folder, name)
    if (canMount()) disks.set(name, mountSmallDisk(path))
    return path
  }
  let readModel: SettingsByLogin | undefined
  const rowServer = keep(
    await keepPostgres('read-model', dataFolder('read-model'), async (server) => {
      readModel = await ensureLocalDatabase(server)
      await closeConnections()
    }),
  )
  let events: object = {}
  const eventServer = keep(
    await keepPostgres('events', dataFolder('events'), async ({ host, user, password }) => {
      events = { host, user, password, database: 'eventstore' }
    }),
  )
  const link = keep(await openLink('node/events', () => eventServer.port))
  const node = keep(
    await keepForked({
      name: 'node',
      module: join(root, 'infra/run/local/event-store/main.ts'),
      execArgv: [...memoryFlags, ...clock],
      environment: (port) => ({
        PATH: process.env.PATH,
        EVENTSTORE_PORT: String(port),
        EVENTSTORE_NODE_DATABASE: JSON.stringify({ ...events, port: link.port }),
      }),
      onLog: (text) => appendFileSync(join(folder, 'node.log'), text),
      onEnd: log,
    }),
  )
  const databases = new Map([rowServer, eventServer].map((one) => [one.name, one]))
  return { databases, disks, readModel: readModel as SettingsByLogin, node, links: [link] }
}

type HostOptions = SystemOptions & { stores: Stores; broker: BrokerProcess | undefined; secret: string }

const startHost = async (name: string, options: HostOptions, keep: Keep): Promise<ForkedProcess> => {
  const { folder, stores, broker, secret, log } = options
  const rowServer = stores.databases.get('read-model') as PostgresProcess
  const toNode = keep(await openLink(`${name}/node`, () => stores.node.port()))
  const toRows = keep(await openLink(`${name}/read-model`, () => rowServer.port))
  stores.links.push(toNode, toRows)
  return keep(
    await keepForked({
      name,
      module: join(folder, 'dist/main.js'),
      execArgv: clock,
      environment: (port) => ({
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        USAGE_METERING: 'false',
        RATE_LIMIT_PER_SECOND: '0',
        ...databaseVariables(stores.readModel),
        DATABASE_PORT: String(toRows.port),
        ...eventStore(toNode.port),
        JWT_ACCESS_SECRET: secret,
        JWT_REFRESH_SECRET: `other-${secret}`,
        DATABASE_POOL_SIZE: '6',
        EVENTSTORE_POOL_SIZE: '2',
        ...(broker ? { KAFKA_BROKERS: broker.brokers } : {}),
        PORT: String(port),
      }),
      onLog: (text) => appendFileSync(join(folder, `${name}.log`), text),
      onEnd: log,
    }),
  )
}
