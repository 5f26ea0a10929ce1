import { randomUUID } from 'node:crypto'
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { gossip } from './generated.ts'
import { writeUuid } from './identifiers.ts'
import { ticksPerMillisecond } from './ticks.ts'

/**
 * Gossip.Read: this node as the leader of a cluster of one, so that `esdb+discover://` works. The address is
 * read at each call, because the port is known only once the node is listening.
 */
export const clusterInfo = (address: { readonly host: string; readonly port: number }) => {
  const instanceId = randomUUID()
  return (_call: ServerUnaryCall<Empty, ClusterInfo>, respond: sendUnaryData<ClusterInfo>): void => {
    const { host, port } = address
    const member = new gossip.MemberInfo()
      .setInstanceId(writeUuid(instanceId, false))
      .setTimeStamp(String(Date.now() * ticksPerMillisecond))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port))
    respond(null, new gossip.ClusterInfo().setMembersList([member]))
  }
}
