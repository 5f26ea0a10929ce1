import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { RecordedEvent } from '../event.ts'
import type { SubscriptionMessage } from '../reading/subscription-message.ts'
import { streams } from './generated.ts'
import { writeRevision, writeStreamName, writeUuid } from './identifiers.ts'
import { ticksPerMillisecond } from './ticks.ts'

/** How the client receives ids: as two numbers (structured) or as text. */
export type IdFormat = { structuredIds: boolean }

export const eventResponse = (event: RecordedEvent, { structuredIds }: IdFormat): ReadResp => {
  const position = String(event.position)
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(writeUuid(event.id, structuredIds))
    .setStreamIdentifier(writeStreamName(event.stream))
    .setStreamRevision(writeRevision(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(event.data)
    .setCustomMetadata(event.metadata)
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.json ? 'application/json' : 'application/octet-stream')
    .set('created', String(event.createdMs * ticksPerMillisecond))
  return new streams.ReadResp().setEvent(
    new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(position),
  )
}

export const notFoundResponse = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(writeStreamName(stream)),
  )

export const subscriptionResponse = (
  message: Exclude<SubscriptionMessage, { kind: 'streamDeleted' }>,
  subscriptionId: string,
  format: IdFormat,
): ReadResp => {
  const response = new streams.ReadResp()
  switch (message.kind) {
    case 'event':
      return eventResponse(message.event, format)
    case 'confirmed':
      return response.setConfirmation(
        new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId),
      )
    case 'checkpoint': {
      const position = String(message.position)
      return response.setCheckpoint(
        new streams.ReadResp.Checkpoint().setCommitPosition(position).setPreparePosition(position),
      )
    }
    case 'caughtUp':
      return response.setCaughtUp(new streams.ReadResp.CaughtUp())
    case 'fellBehind':
      return response.setFellBehind(new streams.ReadResp.FellBehind())
  }
}
