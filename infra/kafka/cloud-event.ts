import type { StoredEvent } from '../event-store/stored-event.ts'
import type { TopicRecord } from './topic.ts'

/** The value of a record is not one of our events; the message says why. */
export class RecordUnreadable extends Error {
  readonly code = 'RECORD_UNREADABLE'

  constructor(problem: string, cause?: unknown) {
    super(`The record is not an event: ${problem}`, { cause })
    this.name = 'RecordUnreadable'
  }
}

/**
 * Returns the record of an event. Its key is the stream, so that the events of one stream stay in one
 * partition and in order. Its headers are CloudEvents attributes. Other systems copy headers into traces and
 * logs, so they contain nothing of `data`: personal data stays in the value.
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
      ...header('tenantid', metadata.tenantId),
      ...header('correlationid', metadata.correlationId),
      ...header('traceparent', metadata.traceparent),
    },
  }
}

const header = (name: string, value: unknown): Record<string, string> =>
  typeof value === 'string' && value !== '' ? { [name]: value } : {}

/**
 * Returns the event in the value of a record.
 * @throws RecordUnreadable when the value is not JSON or a field of the event is missing or has the wrong
 * type
 */
export const eventOf = (value: string): StoredEvent => {
  const event = parseJson(value)
  if (typeof event !== 'object' || event === null) throw new RecordUnreadable('its value is not an object')
  const { id, type, stream, revision, created, data, metadata } = event as Record<string, unknown>
  const texts = { id, type, stream, created }
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text !== 'string' || text === '')
      throw new RecordUnreadable(`"${name}" is not a non-empty string`)
  }
  if (!Number.isSafeInteger(revision) || Number(revision) < 0)
    throw new RecordUnreadable('"revision" is not an integer from 0 up')
  if (typeof metadata !== 'object' || metadata === null)
    throw new RecordUnreadable('"metadata" is not an object')
  return {
    ...(texts as Record<keyof typeof texts, string>),
    revision: Number(revision),
    data,
    metadata: metadata as Record<string, unknown>,
  }
}

const parseJson = (value: string): unknown => {
  try {
    return JSON.parse(value)
  } catch (cause) {
    throw new RecordUnreadable('its value is not JSON', cause)
  }
}
