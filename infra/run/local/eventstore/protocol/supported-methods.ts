import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { features } from './generated.ts'

/** What this node answers to, in EventStoreDB's lower case. A version that the client does not read anything into. */
const served = [
  ['event_store.client.streams.streams', ['read', 'append', 'delete', 'batchappend']],
  ['event_store.client.server_features.serverfeatures', ['getsupportedmethods']],
  ['event_store.client.gossip.gossip', ['read']],
] as const

const version = '23.10.0'

/** The client asks once a connection and chooses BatchAppend over Append when it is listed. */
export const supportedMethods = (
  _call: ServerUnaryCall<Empty, SupportedMethods>,
  answer: sendUnaryData<SupportedMethods>,
): void => {
  const methods = served.flatMap(([service, names]) =>
    names.map((name) => new features.SupportedMethod().setServiceName(service).setMethodName(name)),
  )
  answer(null, new features.SupportedMethods().setEventStoreServerVersion(version).setMethodsList(methods))
}
