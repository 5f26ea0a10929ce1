import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { RecordedEvent } from '../event.ts'
import type { ResolvedEvent } from '../reading/resolve-links.ts'
import type { SubscriptionMessage } from '../reading/subscription-message.ts'
import { shared, streams } from './generated.ts'
import { writeRevision, writeStreamName, writeUuid } from './identifiers.ts'
import { ticksPerMillisecond } from './ticks.ts'

/** How the client receives ids: as two numbers (structured) or as text. */
export type IdFormat = { structuredIds: boolean }

/** The position of the message is that of the link, if there is one: it is where the reader is. */
export const eventResponse = ({ event, link }: ResolvedEvent, format: IdFormat): ReadResp => {
  const message = new streams.ReadResp.ReadEvent()
  if (event !== undefined) message.setEvent(recordedEvent(event, format))
  if (link !== undefined) message.setLink(recordedEvent(link, format))
  const position = (link ?? event)?.position
  if (position === undefined) message.setNoPosition(new shared.Empty())
  else message.setCommitPosition(String(position))
  return new streams.ReadResp().setEvent(message)
}

const recordedEvent = (
  event: RecordedEvent,
  { structuredIds }: IdFormat,
): ReadResp.ReadEvent.RecordedEvent => {
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
  return recorded
}

export const firstPositionResponse = (revision: number): ReadResp =>
  new streams.ReadResp().setFirstStreamPosition(String(revision))

export const lastPositionResponse = (revision: number): ReadResp =>
  new streams.ReadResp().setLastStreamPosition(String(revision))

export const notFoundResponse = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(writeStreamName(stream)),
  )

/** The messages of a subscription that are not events. */
export type SubscriptionNotice = Exclude<SubscriptionMessage, { kind: 'event' | 'streamDeleted' }>

export const noticeResponse = (message: SubscriptionNotice, subscriptionId: string): ReadResp => {
  const response = new streams.ReadResp()
  switch (message.kind) {
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
