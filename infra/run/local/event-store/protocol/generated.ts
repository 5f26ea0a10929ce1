import { createRequire } from 'node:module'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import status from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'

export { features, gossip, shared, status, streams }

type AnyMessages = typeof import('google-protobuf/google/protobuf/any_pb.js')

/**
 * Loads what the client loads. It has its own copy of google-protobuf and accepts messages of that copy only.
 */
const clientRequire = createRequire(
  createRequire(import.meta.url).resolve('@eventstore/db-client/generated/status_pb.js'),
)

const anyMessages: AnyMessages = clientRequire('google-protobuf/google/protobuf/any_pb.js')

/** Wraps a serialised message with the name of its type, as google.rpc.Status requires. */
export const packAny = (bytes: Uint8Array, typeName: string) => {
  const any = new anyMessages.Any()
  any.pack(bytes, typeName)
  return any
}
