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

Starts the embedded EventStoreDB node, durable in an embedded PostgreSQL, and prints its connection string.
It runs until Ctrl-C. What it does not serve (persistent subscriptions, projections, tombstones, users) answers UNIMPLEMENTED.

Environment:
  EVENTSTORE_PORT  port of the node (2113)
  DATA_DIR         folder of the data (.data)

Exit codes: 0 stopped, 1 failed, 2 called wrongly
`

type Part = { stop(): Promise<void> }

/** What runs, in the order of its start; stopped in the opposite order. */
const parts: Part[] = []
let ending = false

const log = (line: string): void => void process.stderr.write(`${line}\n`)

/** A child of `npm run dev` is given its database and speaks to its parent; alone it starts PostgreSQL itself. */
const parent = process.send === undefined ? undefined : { send: process.send.bind(process) }

const end = async (code: number): Promise<void> => {
  if (ending) return
  ending = true
  // A part that waits for a child process does not keep Node alive by itself; one that hangs must not keep it for ever.
  setTimeout(() => process.exit(1), 10_000)
  for (const part of parts.reverse()) await part.stop().catch((error: unknown) => log(messageOf(error)))
  process.exit(code)
}

const fail = (error: unknown): void => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'FAILED'
  log(`${code}: ${messageOf(error)}`)
  if (parent === undefined) void end(1)
  else parent.send({ error: { code, message: messageOf(error) } }, () => void end(1))
}

const database = async (): Promise<Database> => {
  const given = environment().EVENTSTORE_NODE_DATABASE
  if (parent !== undefined && given !== undefined) return JSON.parse(given)
  const { DATA_DIR } = settings(['DATA_DIR'])
  log(`starting PostgreSQL in ${DATA_DIR}`)
  const postgres = await startPostgres({ dataDir: DATA_DIR, log })
  parts.push(postgres)
  const { host, port, user, password } = postgres
  return { host, port, user, password, database: 'eventstore' }
}

const start = async (): Promise<EventStoreNode> => {
  const { EVENTSTORE_PORT } = settings(['EVENTSTORE_PORT'])
  const where = await database()
  await ensureDatabase(where)
  return startNode({ database: where, port: EVENTSTORE_PORT, log })
}

const run = async (): Promise<void> => {
  // What goes wrong is said once, by us.
  setLogVerbosity(logVerbosity.NONE)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(0))
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
