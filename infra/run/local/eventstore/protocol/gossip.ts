import { randomUUID } from 'node:crypto'
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { gossip } from './generated.ts'
import { writeUuid } from './identity.ts'

/** A cluster of one, so that `esdb+discover://` finds its leader. The port is known once the node listens. */
export const clusterOfOne = (address: { readonly host: string; readonly port: number }) => {
  const instanceId = randomUUID()
  return (_call: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>): void => {
    const { host, port } = address
    const member = new gossip.MemberInfo()
      .setInstanceId(writeUuid(instanceId, false))
      .setTimeStamp(String(Date.now() * 10_000))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port))
    answer(null, new gossip.ClusterInfo().setMembersList([member]))
  }
}
