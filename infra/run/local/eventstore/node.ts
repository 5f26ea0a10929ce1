import { setTimeout as pause } from 'node:timers/promises'
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { messageOf, NodeError } from './node-error.ts'
import { append } from './protocol/append.ts'
import { batchAppend } from './protocol/batch-append.ts'
import { softDelete } from './protocol/delete.ts'
import { clusterOfOne } from './protocol/gossip.ts'
import { read } from './protocol/read.ts'
import { supportedMethods } from './protocol/supported-methods.ts'
import { recentEvents } from './reading/recent.ts'
import type { Source } from './reading/source.ts'
import { connect, type Database } from './storage/connect.ts'
import { startWriter, type Writer } from './writing/writer.ts'

export type NodeOptions = {
  /** The schema `eventstore` is made in it when absent. One node may write a database at a time. */
  database: Database
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  /** How many of the last event ids are remembered to recognise an append repeated with expected revision ANY. Default 1,000; none after a restart. */
  rememberedIds?: number
  log?: (line: string) => void
}

export type EventStoreNode = { port: number; connectionString: string; stop(): Promise<void> }

const readerConnections = 8
const recentBytes = 8 * 1024 * 1024
/** EventStoreDB takes records of 16 MB; an append over its limit below that gets its own error and not a broken call. */
const largestMessage = 17 * 1024 * 1024
const stopPatience = 300

/**
 * Starts an EventStoreDB node for the unmodified client, with PostgreSQL as its only state: an append is answered after its
 * commit. What it does not serve answers UNIMPLEMENTED. Throws NodeError: PORT_IN_USE, PORT_NOT_USABLE, WRITER_ACTIVE (another
 * node writes the database).
 */
export const startNode = async (options: NodeOptions): Promise<EventStoreNode> => {
  const { database, host = '127.0.0.1', rememberedIds = 1000, log = () => undefined } = options
  const recent = recentEvents(recentBytes)
  const stopping = new AbortController()
  const writer = await startWriter({
    database,
    rememberedIds,
    log,
    committed: recent.add,
    reopened: recent.restart,
  })
  const sql = connect(database, { max: readerConnections })
  const address = { host, port: options.port ?? 0 }
  const server = serving(writer, { sql, knownHead: writer.head, recent }, stopping.signal, address)
  const close = async () => {
    await writer.close()
    await sql.end({ timeout: 1 })
  }
  try {
    address.port = await bound(server, address)
  } catch (error) {
    await close()
    throw error
  }
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    const shutDown = new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
    await close()
    // Clients keep their long calls open: what was to be answered is answered, the rest is cut.
    await Promise.race([shutDown, pause(stopPatience, undefined, { ref: false })])
    server.forceShutdown()
  }
  return {
    port: address.port,
    connectionString: `esdb://${host}:${address.port}?tls=false`,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

type Address = { host: string; port: number }

const serving = (writer: Writer, source: Source, stopping: AbortSignal, address: Address): Server => {
  const server = new Server({
    'grpc.max_receive_message_length': largestMessage,
    'grpc.max_send_message_length': -1,
  })
  server.addService(StreamsService, {
    read: read(source, stopping),
    append: append(writer),
    batchAppend: batchAppend(writer),
    delete: softDelete(writer),
  })
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods })
  server.addService(GossipService, { read: clusterOfOne(address) })
  return server
}

const bound = (server: Server, { host, port }: Address): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, given) => {
      if (error === null) resolve(given)
      else reject(bindError(host, port, error))
    })
  })

const bindError = (host: string, port: number, error: Error): NodeError =>
  /EADDRINUSE/.test(messageOf(error))
    ? new NodeError(
        'PORT_IN_USE',
        `Port ${port} on ${host}, wanted for the EventStoreDB node, is in use: stop what listens there or choose another with EVENTSTORE_PORT`,
        error,
      )
    : new NodeError(
        'PORT_NOT_USABLE',
        `The EventStoreDB node cannot listen on ${host}:${port}: ${messageOf(error)}`,
        error,
      )
