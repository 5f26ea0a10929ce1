import { isPassedOver } from '../../../domain/event/codec.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { type Skips, withSkip } from '../../../infra/event-store/skips.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { eventOf } from '../../../infra/kafka/cloud-event.ts'
import type { Folded, Loaded } from '../../read-model/rows/folded.ts'
import type { RecordPosition, StreamRecord } from './batch.ts'
import type { Folding } from './folding.ts'

/** The first event that could not be applied, with the text of its record. */
export type Failure = { revision: number; error: unknown; record: string }

/** The fold up to the last event, or up to the event before the one that failed. */
export type FoldResult<State> = { folded: Folded<State>; failure?: Failure }

/** The state after the records of a stream, or up to the first of them that could not be applied. */
export type Applied<State> = {
  folded: Folded<State>
  failure?: Failure & { position: RecordPosition }
  duplicates: number
  reread: boolean
}

/**
 * Applies the records of one stream to what its row has. A state of another shape is not written on: the
 * stream is read from its beginning, which contains the records.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const applyToRow = async <State>(
  folding: Folding<State>,
  { state, revision }: Loaded<State>,
  records: readonly StreamRecord[],
  skips: Skips,
): Promise<Applied<State>> => {
  const [first] = records
  if (state !== undefined || first === undefined)
    return applyRecords(
      folding,
      state === undefined ? folding.unwritten : { state, revision },
      records,
      skips,
    )
  const { folded, failure } = await foldUpTo(folding, folding.unwritten, {
    stream: first.stream.name,
    revision,
    record: first.value,
  })
  if (failure)
    return { folded, failure: { ...failure, position: first.position }, duplicates: 0, reread: true }
  return { ...(await applyRecords(folding, folded, records, skips)), reread: true }
}

/**
 * Applies the records of one stream, in any order and however often each is delivered. It skips an event that
 * `from` already contains. When events are missing before a record, it reads the rest of the stream from the
 * event store.
 * @throws EventStoreUnavailable when the rest of the stream cannot be read
 */
const applyRecords = async <State>(
  folding: Folding<State>,
  from: Folded<State>,
  records: readonly StreamRecord[],
  skips: Skips,
): Promise<Applied<State>> => {
  const applied: Applied<State> = { folded: from, duplicates: 0, reread: false }
  for (const record of records) {
    const event = eventIn(record, skips, applied.folded.revision + 1)
    if ('error' in event) return { ...applied, failure: { ...event, position: record.position } }
    if (event.revision <= applied.folded.revision) {
      applied.duplicates++
      continue
    }
    const gap = event.revision > applied.folded.revision + 1
    const { folded, failure } = gap
      ? await foldUpTo(folding, applied.folded, { ...event, record: JSON.stringify(event) })
      : fold(folding, applied.folded, [event])
    applied.folded = folded
    applied.reread ||= gap
    if (failure) return { ...applied, failure: { ...failure, position: record.position } }
  }
  return applied
}

/**
 * A record whose value names another stream than its key fails like one without JSON. A record knows nothing
 * of a skip, which may be recorded after it was published.
 */
const eventIn = ({ value, stream }: StreamRecord, skips: Skips, expected: number): StoredEvent | Failure => {
  try {
    const event = eventOf(value)
    if (event.stream !== stream.name)
      throw new Error(`The record of ${stream.name} contains an event of ${event.stream}`)
    return withSkip(event, skips)
  } catch (error) {
    return { revision: expected, error, record: value }
  }
}

/** The revision that a stream was seen to have, and the record that a mark shows when it is not there. */
type Seen = { stream: string; revision: number; record: string }

/**
 * Folds the rest of a stream, at least up to the revision that was seen. A store that lacks an event which
 * was published was restored to an older state. The stream then fails and is set aside for an operator.
 */
const foldUpTo = async <State>(
  folding: Folding<State>,
  from: Folded<State>,
  { stream, revision, record }: Seen,
): Promise<FoldResult<State>> => {
  const reached = await foldPages(folding, stream, from, { enough: revision })
  if (reached.failure || reached.folded.revision >= revision) return reached
  const error = new Error(
    `The event store has ${stream} only up to revision ${reached.folded.revision}, not ${revision}`,
  )
  return { ...reached, failure: { revision, error, record } }
}

/**
 * Reads the events after `from` up to the revision `upTo` in the event store and folds them; without these the
 * whole stream.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const foldStream = <State>(
  folding: Folding<State>,
  stream: string,
  from: Folded<State> = folding.unwritten,
  upTo = Number.POSITIVE_INFINITY,
): Promise<FoldResult<State>> => foldPages(folding, stream, from, { enough: upTo, upTo })

/** The stream of a draft that was updated often may have a hundred times the size of its state. */
const pageBytes = 4 * 1024 * 1024

/**
 * Folds a stream page by page and keeps only the state. Reads no further page when the revision `enough` is
 * reached, and no event after `upTo`.
 */
const foldPages = async <State>(
  folding: Folding<State>,
  stream: string,
  from: Folded<State>,
  { enough, upTo = Number.POSITIVE_INFINITY }: { enough: number; upTo?: number },
): Promise<FoldResult<State>> => {
  let reached: FoldResult<State> = { folded: from }
  while (reached.failure === undefined && reached.folded.revision < enough) {
    const { revision } = reached.folded
    const limit = Number.isFinite(upTo) ? { maxCount: upTo - revision } : {}
    const page = await readStream(stream, { from: revision + 1, maxBytes: pageBytes, ...limit })
    if (page.length === 0) break
    reached = fold(folding, reached.folded, page)
  }
  return reached
}

/** Folds events on, up to the last one or the first that cannot be applied. */
export const fold = <State>(
  folding: Folding<State>,
  from: Folded<State>,
  events: Iterable<StoredEvent>,
): FoldResult<State> => {
  let folded = from
  for (const event of events) {
    try {
      folded = next(folding, folded, event)
    } catch (error) {
      return { folded, failure: { revision: event.revision, error, record: JSON.stringify(event) } }
    }
  }
  return { folded }
}

const next = <State>(
  { evolve, streamOf }: Folding<State>,
  { state: before, revision }: Folded<State>,
  stored: StoredEvent,
): Folded<State> => {
  if (stored.revision !== revision + 1)
    throw new Error(`Revision ${stored.revision} cannot follow revision ${revision}`)
  const state = evolve(before, stored)
  if (!isPassedOver(stored) && streamOf(state) !== stored.stream)
    throw new Error(`${stored.stream} contains an event of another stream`)
  return { state, revision: stored.revision }
}
