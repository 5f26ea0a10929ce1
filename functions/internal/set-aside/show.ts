import type { Codec } from '../../../domain/event/codec.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import { withRefusals } from '../../../domain/refusal/events.ts'
import { readRecorded } from '../../../infra/event-store/read-recorded.ts'
import { forgetSkips, readSkipRecords, withSkip } from '../../../infra/event-store/skips.ts'
import type { Skipped, StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { parseStream } from '../../../infra/event-store/stream-names.ts'
import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { errorCode } from '../../../infra/process/error-code.ts'
import { type MarkView, readMarks, readRecordText } from './marks.ts'

/** What can be said of an event without its content, which is personal. */
export type EventView = {
  revision: number
  type: string
  schemaVersion: unknown
  created: string
  /** Why this release cannot read it; null when it can. */
  problem: string | null
  skipped: Skipped | undefined
  /** Only where it is asked for: the event as this release reads it, and as it is stored. */
  decoded?: unknown
  raw?: unknown
}
/** A record that is no event has only a problem. */
export type RecordView = Partial<EventView> & Pick<EventView, 'problem'>

export type Shown = {
  marks: (MarkView & { record: RecordView })[]
  /** What the event store has from the first revision of the marks on. */
  events: EventView[]
}

/** A response may have 6 MB, and `raw` shows an event twice. */
const limits = { maxCount: 10, maxBytes: 1024 * 1024 }

type Asked = { stream: string; version?: number | undefined; raw: boolean }

/**
 * Returns the marks of a stream with their records, and the events that the event store has from there on.
 * The content of records and events is left out unless `raw` asks for it.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const showStream = async (sql: Queries, { stream, version, raw }: Asked): Promise<Shown> => {
  const found = await readMarks(sql, { stream, version }, limits.maxCount)
  const codec = codecOf(stream)
  const marks = []
  for (const mark of found)
    marks.push({ ...mark, record: viewOfRecord(codec, await readRecordText(sql, mark), raw) })
  if (found.length === 0 || codec === undefined) return { marks, events: [] }
  const from = Math.min(...found.map(({ revision }) => revision))
  return { marks, events: await readEventViews({ stream, codec, from, raw }) }
}

type EventCodec = Pick<Codec<unknown>, 'decode'>

/** Undefined for the mark of a record without a stream. */
const codecOf = (stream: string): EventCodec | undefined => {
  const category = parseStream(stream)?.category
  if (category === 'invoice') return withRefusals(invoices)
  return category === 'receipt' ? withRefusals(receipts) : undefined
}

type Range = { stream: string; codec: EventCodec; from: number; raw: boolean }

const readEventViews = async ({ stream, codec, from, raw }: Range): Promise<EventView[]> => {
  const tenantId = parseStream(stream)?.tenantId ?? ''
  forgetSkips(tenantId)
  const skips = await readSkipRecords(tenantId)
  const recorded = await readRecorded(stream, { from, ...limits })
  return recorded.map(({ isJson, ...event }) => {
    const view = viewOf(codec, withSkip(event, skips), raw)
    return isJson ? view : { ...view, problem: 'The event is not JSON' }
  })
}

const viewOfRecord = (codec: EventCodec | undefined, text: string, raw: boolean): RecordView => {
  const content = raw ? { raw: text } : {}
  try {
    const event = eventOf(text)
    return codec ? { ...viewOf(codec, event, raw), ...content } : { problem: null, ...content }
  } catch (error) {
    return { problem: problemOf(error), ...content }
  }
}

const viewOf = (codec: EventCodec, { skipped, ...event }: StoredEvent, raw: boolean): EventView => {
  const { revision, type, created, metadata, data } = event
  const view = { revision, type, schemaVersion: metadata.schemaVersion ?? 1, created, skipped }
  try {
    const decoded = codec.decode(event)
    return { ...view, problem: null, ...(raw ? { decoded, raw: { data, metadata } } : {}) }
  } catch (error) {
    return { ...view, problem: problemOf(error), ...(raw ? { raw: { data, metadata } } : {}) }
  }
}

const problemOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  return `${errorCode(error) ?? 'Error'}: ${message}`
}
