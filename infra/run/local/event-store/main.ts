import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js'
import { environment } from '../../../config/environment.ts'
import { settings } from '../../../config/settings.ts'
import { runCommandLine } from '../../../process/command-line.ts'
import { startPostgres } from '../postgres/start.ts'
import { type EventStoreNode, startNode } from './node.ts'
import { messageOf } from './node-error.ts'
import type { Database } from './storage/connect.ts'
import { ensureDatabase } from './storage/ensure-database.ts'

const help = `Usage: npm run eventstore

Starts the embedded EventStoreDB node, which keeps its events in an embedded PostgreSQL, and prints its
connection string. It runs until Ctrl-C. Methods that it does not support (persistent subscriptions,
projections, users) fail with UNIMPLEMENTED.

Environment:
  EVENTSTORE_PORT  port of the node (2113)
  DATA_DIR         folder of the data (.data)

Exit codes: 0 stopped, 1 failed, 2 wrong arguments
`

type Part = { stop(): Promise<void> }

/** What is running, in the order of its start; stopped in the opposite order. */
const parts: Part[] = []
let ending = false
const stopTimeoutMs = 10_000

const log = (line: string): void => void process.stderr.write(`${line}\n`)

/** Set in a child of `npm run dev`, which gets its database from its parent and sends messages to it. */
const parent = process.send === undefined ? undefined : { send: process.send.bind(process) }

const end = async (code: number): Promise<void> => {
  if (ending) return
  ending = true
  // The timer keeps Node running while a part waits for its child process, and ends a part that hangs.
  setTimeout(() => process.exit(1), stopTimeoutMs)
  for (const part of parts.reverse()) await part.stop().catch((error: unknown) => log(messageOf(error)))
  process.exit(code)
}

const fail = (error: unknown): void => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'FAILED'
  log(`${code}: ${messageOf(error)}`)
  if (parent === undefined) void end(1)
  else parent.send({ error: { code, message: messageOf(error) } }, () => void end(1))
}

/** The database of the parent process or, without one, an embedded PostgreSQL that is started here. */
const provideDatabase = async (): Promise<Database> => {
  const fromParent = environment().EVENTSTORE_NODE_DATABASE
  if (parent !== undefined && fromParent !== undefined) return JSON.parse(fromParent)
  const { DATA_DIR } = settings(['DATA_DIR'])
  log(`starting PostgreSQL in ${DATA_DIR}`)
  const postgres = await startPostgres({ dataDir: DATA_DIR, log })
  parts.push(postgres)
  void postgres.ended.then(fail)
  const { host, port, user, password } = postgres
  return { host, port, user, password, database: 'eventstore' }
}

const start = async (): Promise<EventStoreNode> => {
  const { EVENTSTORE_PORT } = settings(['EVENTSTORE_PORT'])
  const database = await provideDatabase()
  await ensureDatabase(database)
  return startNode({ database, port: EVENTSTORE_PORT, log })
}

const run = async (): Promise<void> => {
  // `fail` logs every error; gRPC would log some a second time.
  setLogVerbosity(logVerbosity.NONE)
  // npm sends Ctrl-C a second time. That one must not end this process before its parts.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0))
  process.once('disconnect', () => void end(0))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  const node = await start()
  parts.push(node)
  parent?.send({ ready: true, connectionString: node.connectionString, port: node.port })
  if (parent === undefined) {
    process.stdout.write(`${node.connectionString}\n`)
    log('the EventStoreDB node is ready; Ctrl-C stops it')
  }
}

await runCommandLine({ help, run: () => run().catch(fail) })
