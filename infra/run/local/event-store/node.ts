import { setTimeout as pause } from 'node:timers/promises'
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { messageOf, NodeError } from './node-error.ts'
import { append } from './protocol/append.ts'
import { batchAppend } from './protocol/batch-append.ts'
import { clusterInfo } from './protocol/cluster-info.ts'
import { softDelete, tombstone } from './protocol/delete.ts'
import { read } from './protocol/read.ts'
import { supportedMethods } from './protocol/supported-methods.ts'
import { recentEvents } from './reading/recent-events.ts'
import type { Source } from './reading/source.ts'
import { connect, type Database } from './storage/connect.ts'
import { startWriter, type Writer } from './writing/writer.ts'

export type NodeOptions = {
  /**
   * The schema `eventstore` is created in it when it does not exist. Only one node may write to a database at
   * a time.
   */
  database: Database
  /** 0, the default, means any free port. */
  port?: number
  host?: string
  /**
   * How many of the last event ids are remembered to recognise a repeated append with expected revision ANY.
   * Default 1,000. They are lost at a restart.
   */
  rememberedIds?: number
  log?: (line: string) => void
}

export type EventStoreNode = { port: number; connectionString: string; stop(): Promise<void> }

const readerConnections = 8
const maxRecentBytes = 8 * 1024 * 1024
/**
 * EventStoreDB accepts events of up to 16 MB. An append between its limit of 1 MiB and this size gets the
 * proper error; a larger message breaks the call.
 */
const maxMessageBytes = 17 * 1024 * 1024
const stopTimeoutMs = 300

/**
 * Starts an EventStoreDB node for the unmodified client, with PostgreSQL as its only state: an append gets
 * its response after its commit. Methods that it does not support fail with UNIMPLEMENTED.
 * @throws PORT_IN_USE when another process is listening on the port
 * @throws PORT_NOT_USABLE when the address cannot be listened on for another reason
 * @throws WRITER_ACTIVE when another node is writing to the database
 */
export const startNode = async (options: NodeOptions): Promise<EventStoreNode> => {
  const { database, host = '127.0.0.1', rememberedIds = 1000, log = () => undefined } = options
  const recent = recentEvents(maxRecentBytes)
  const stopping = new AbortController()
  const writer = await startWriter({
    database,
    rememberedIds,
    log,
    onCommitted: recent.add,
    onReopened: recent.restartAt,
  })
  const sql = connect(database, { max: readerConnections })
  const address = { host, port: options.port ?? 0 }
  const source = { sql, knownHead: writer.knownHead, recent }
  const server = createServer(writer, source, stopping.signal, address)
  const closeStores = async () => {
    await writer.close()
    await sql.end({ timeout: 1 })
  }
  try {
    address.port = await listen(server, address)
  } catch (error) {
    await closeStores()
    throw error
  }
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    const shutDown = new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
    await closeStores()
    // Clients keep long calls open. Pending responses are sent; then the remaining calls are cut.
    await Promise.race([shutDown, pause(stopTimeoutMs, undefined, { ref: false })])
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

const createServer = (writer: Writer, source: Source, stopping: AbortSignal, address: Address): Server => {
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': -1,
  })
  server.addService(StreamsService, {
    read: read(source, stopping),
    append: append(writer),
    batchAppend: batchAppend(writer),
    delete: softDelete(writer),
    tombstone: tombstone(writer),
  })
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods })
  server.addService(GossipService, { read: clusterInfo(address) })
  return server
}

/** Returns the port. */
const listen = (server: Server, { host, port }: Address): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) resolve(boundPort)
      else reject(listenError(host, port, error))
    })
  })

const listenError = (host: string, port: number, error: Error): NodeError =>
  /EADDRINUSE/.test(messageOf(error))
    ? new NodeError(
        'PORT_IN_USE',
        `Port ${port} on ${host}, needed for the EventStoreDB node, is in use: ` +
          'stop the process that listens on it, or choose another port with EVENTSTORE_PORT',
        error,
      )
    : new NodeError(
        'PORT_NOT_USABLE',
        `The EventStoreDB node cannot listen on ${host}:${port}: ${messageOf(error)}`,
        error,
      )
