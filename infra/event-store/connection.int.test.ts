import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openConnection } from './connection.ts'

/** Supports both methods, records which one is called, and rejects the append. */
let server: Server
let address: string
let client: EventStoreDBClient | undefined
let calls: string[]

const rejected = { code: status.INVALID_ARGUMENT, details: 'rejected by the test' }

const getSupportedMethods: handleUnaryCall<unknown, unknown> = (_, callback) => {
  const method = new features.SupportedMethod()
    .setServiceName('event_store.client.streams.streams')
    .setMethodName('batchappend')
  callback(null, new features.SupportedMethods().setMethodsList([method]))
}
const append: handleClientStreamingCall<unknown, unknown> = (call, callback) => {
  calls.push('Append')
  call.resume().on('end', () => callback(rejected))
}
const batchAppend: handleBidiStreamingCall<unknown, unknown> = (call) => {
  calls.push('BatchAppend')
  call.resume().emit('error', rejected)
}

beforeEach(async () => {
  calls = []
  server = new Server()
  server.addService(ServerFeaturesService, { getSupportedMethods })
  server.addService(StreamsService, { append, batchAppend })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  address = `esdb://127.0.0.1:${port}?tls=false`
})
afterEach(async () => {
  await client?.dispose()
  server.forceShutdown()
})

const expectOneCall = async (appending: EventStoreDBClient, method: string): Promise<void> => {
  client = appending
  await expect(client.appendToStream('s', jsonEvent({ type: 'Happened', data: {} }))).rejects.toThrow()
  expect(calls).toEqual([method])
}

test('the client of the package uses BatchAppend, so `supports` must still be replaced', () =>
  expectOneCall(EventStoreDBClient.connectionString(address), 'BatchAppend'))

test('our client appends with Append', () =>
  expectOneCall(
    openConnection({ connectionString: address, authority: undefined }, () => undefined).client,
    'Append',
  ))
