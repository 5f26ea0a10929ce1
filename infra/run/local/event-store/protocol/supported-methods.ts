import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { features } from './generated.ts'

/** The methods of this node, in lower case as EventStoreDB lists them. */
const methodsByService = [
  ['event_store.client.streams.streams', ['read', 'append', 'delete', 'tombstone', 'batchappend']],
  ['event_store.client.server_features.serverfeatures', ['getsupportedmethods']],
  ['event_store.client.gossip.gossip', ['read']],
] as const

/** Any version will do: the client does not use it. */
const version = '23.10.0'

/**
 * ServerFeatures.GetSupportedMethods: the client calls it once a connection and prefers BatchAppend to Append
 * when it is listed.
 */
export const supportedMethods = (
  _call: ServerUnaryCall<Empty, SupportedMethods>,
  respond: sendUnaryData<SupportedMethods>,
): void => {
  const methods = methodsByService.flatMap(([service, names]) =>
    names.map((name) => new features.SupportedMethod().setServiceName(service).setMethodName(name)),
  )
  respond(null, new features.SupportedMethods().setEventStoreServerVersion(version).setMethodsList(methods))
}
