import type { StoredEvent } from '../event-store/stored-event.ts'
import type { TopicRecord } from '../lambda/runtime.ts'

/** A record's value is not an event of ours; `cause` says what is wrong with it. */
export class RecordUnreadable extends Error {
  readonly code = 'RECORD_UNREADABLE'

  constructor(what: string, cause?: unknown) {
    super(`The record is not an event: ${what}`, { cause })
    this.name = 'RecordUnreadable'
  }
}

/**
 * The record of an event: the stream as key, so that one stream stays in one partition and in order, and CloudEvents
 * attributes as headers. Headers are copied into traces and logs on the way, so nothing of `data` goes into them: personal
 * data stays in the value.
 */
export const recordOf = (event: StoredEvent): TopicRecord => {
  const { id, type, stream, revision, created, data, metadata } = event
  return {
    key: stream,
    value: JSON.stringify({ id, type, stream, revision, created, data, metadata }),
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: type,
      ce_source: '/finance',
      ce_subject: stream,
      ce_time: created,
      ...said('tenantid', metadata.tenantId),
      ...said('correlationid', metadata.correlationId),
      ...said('traceparent', metadata.traceparent),
    },
  }
}

const said = (header: string, value: unknown): Record<string, string> =>
  typeof value === 'string' && value !== '' ? { [header]: value } : {}

/**
 * The event in a record's value.
 * @throws RecordUnreadable when the value is not JSON or lacks what every event has
 */
export const eventOf = (value: string): StoredEvent => {
  const event = parsed(value)
  if (typeof event !== 'object' || event === null) throw new RecordUnreadable('its value is not an object')
  const { id, type, stream, revision, created, data, metadata } = event as Record<string, unknown>
  const texts = { id, type, stream, created }
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text !== 'string' || text === '') throw new RecordUnreadable(`"${name}" is not a text`)
  }
  if (!Number.isSafeInteger(revision) || Number(revision) < 0)
    throw new RecordUnreadable('"revision" is not a whole number from 0')
  if (typeof metadata !== 'object' || metadata === null)
    throw new RecordUnreadable('"metadata" is not an object')
  return {
    ...(texts as Record<keyof typeof texts, string>),
    revision: Number(revision),
    data,
    metadata: metadata as Record<string, unknown>,
  }
}

const parsed = (value: string): unknown => {
  try {
    return JSON.parse(value)
  } catch (cause) {
    throw new RecordUnreadable('its value is not JSON', cause)
  }
}
