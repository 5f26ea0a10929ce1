import { type EventSkipped, skipCodec } from '../../../domain/skip/events.ts'
import { type RecordedEvent, readRecorded } from '../../../infra/event-store/read-recorded.ts'
import { eventName, forgetSkips, readSkipRecords, recordSkips } from '../../../infra/event-store/skips.ts'
import { type ParsedStream, parseStream } from '../../../infra/event-store/stream-names.ts'
import { log } from '../../../infra/observability/log.ts'
import { count } from '../../../infra/observability/metrics.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { loadRows } from '../../read-model/rows/invoice-table.ts'
import { loadReceiptRows } from '../../read-model/rows/receipt-table.ts'
import { readLiveVersions } from '../../read-model/versions.ts'
import { newEvent } from '../../write-model/stream.ts'
import { eventsOfCommand } from './command-events.ts'
import { type RecordedStream, whyNeededElsewhere } from './effects-elsewhere.ts'
import { lockMarkedVersions, type MarkView, readMarks } from './marks.ts'
import { type Retried, retryOne } from './retry.ts'

type Asked = { stream: string; revision?: number | undefined; reason: string; by: string }

/**
 * `recorded`: every fold passes over the events of these revisions from now on. `repeated`: it did so before.
 * `dropped`: the mark of a record without a stream is gone. `refused`: nothing was done, and `why` says why.
 */
export type SkipReport =
  | { outcome: 'recorded' | 'repeated'; revisions: number[]; retried: Retried[] }
  | { outcome: 'dropped' }
  | { outcome: 'refused'; why: string }

/** More versions of the read model are never live at the same time. */
const maxMarks = 10

/**
 * Folds a stream that is set aside once more, records that the event which still fails is passed over, with
 * all that its command appended, and has the stream folded again. The record is a fact in the event store and
 * cannot be taken back.
 * @throws EventStoreUnavailable when the streams cannot be read, or the outcome remains unknown
 * @throws StoreUnavailable when the database is not reachable
 */
export const skip = async (sql: Sql, asked: Asked): Promise<SkipReport> => {
  const report = await skipMarked(sql, asked)
  count('projection_skipped_marks_total', { outcome: report.outcome })
  return report
}

const skipMarked = async (sql: Sql, asked: Asked): Promise<SkipReport> => {
  const { stream, revision } = asked
  const marks = await readMarks(sql, { stream, live: await readLiveVersions(sql) }, maxMarks)
  if (marks.length === 0) return refused(`${stream} is not set aside`)
  const parsed = parseStream(stream)
  if (parsed?.category !== 'invoice' && parsed?.category !== 'receipt') return drop(sql, asked, marks)
  if (revision === undefined) return refused('the revision of the event to skip is missing')
  // What can be applied now is applied, so that only an event that cannot is skipped.
  for (const mark of marks) {
    const retried = await retryOne(mark)
    if (retried.outcome === 'not run') return refused(`${stream} cannot be folded now: ${retried.error}`)
  }
  const report = await recordUnderLock(sql, asked, { stream, revision, parsed })
  if (report.outcome !== 'refused') for (const mark of marks) report.retried.push(await retryOne(mark))
  return report
}

const refused = (why: string): { outcome: 'refused'; why: string } => ({ outcome: 'refused', why })

/**
 * There is no tenant and no stream that could keep the fact, so the log has it. The record itself stays in
 * Kafka, at the position that names the mark, for as long as the topic keeps it.
 */
const drop = async (
  sql: Queries,
  { stream, reason, by }: Asked,
  [mark]: readonly MarkView[],
): Promise<SkipReport> => {
  await sql`delete from finance.set_aside where stream = ${stream}`
  log('warn', 'An operator dropped a record that names no stream', { position: mark?.position, reason, by })
  return { outcome: 'dropped' }
}

type Target = {
  stream: string
  revision: number
  parsed: Extract<ParsedStream, { category: 'invoice' | 'receipt' }>
}

type StreamSkip = Exclude<SkipReport, { outcome: 'dropped' }>

/**
 * Records the skip while nobody can fold the stream: a repair that had begun could otherwise write a row with
 * the event after this has found none.
 */
const recordUnderLock = (sql: Sql, asked: Asked, target: Target): Promise<StreamSkip> =>
  sql.begin(async (tx): Promise<StreamSkip> => {
    const marked = await lockMarkedVersions(tx, target.stream)
    forgetSkips(target.parsed.tenantId)
    const skips = await readSkipRecords(target.parsed.tenantId)
    if (skips.has(eventName(target)))
      return { outcome: 'repeated', revisions: [target.revision], retried: [] }
    const all = await readRecorded(target.stream)
    const events = eventsOfCommand(all, target.revision)
    const why =
      (await whyNot(tx, { ...target, events }, marked)) ??
      (await whyAnyNeeded({ parsed: target.parsed, all, skips }, events))
    return why === undefined ? record(asked, { ...target, events }) : refused(why)
  })

type WithEvents = Target & { events: readonly RecordedEvent[] }

const remedy = 'Deploy a release that can read the event, or correct the database, and then retry'

const whyAnyNeeded = async (
  stream: RecordedStream,
  events: readonly RecordedEvent[],
): Promise<string | undefined> => {
  for (const event of events) {
    const why = await whyNeededElsewhere(stream, event)
    if (why !== undefined) return `${why}. ${remedy}`
  }
  return undefined
}

/**
 * Why the read model does not let the events of a command be skipped; undefined when it does. A row that has
 * applied one would keep its effect, and its documents would stay in the ledger, whose rows never change. A
 * version that has no mark of the stream may apply them at any time: its projection does not know a skip of
 * the last seconds.
 */
const whyNot = async (
  sql: Queries,
  target: WithEvents,
  marked: ReadonlySet<number>,
): Promise<string | undefined> => {
  if (target.events.length === 0) return `the event store has no event ${eventName(target)}`
  for (const version of await readLiveVersions(sql)) {
    const why = await whyNotInVersion(sql, target, { version, isMarked: marked.has(version) })
    if (why !== undefined) return why
  }
  return undefined
}

const whyNotInVersion = async (
  sql: Queries,
  target: WithEvents,
  { version, isMarked }: { version: number; isMarked: boolean },
): Promise<string | undefined> => {
  const { stream, revision, parsed, events } = target
  const applied = await appliedRevision(sql, { tenantId: parsed.tenantId, version }, parsed)
  const row = `version ${version} of the read model has applied`
  if (applied >= revision)
    return (
      `${row} ${eventName(target)} already: its row is at revision ${applied}. ` +
      'Only the event that stops a stream, or one after it, can be skipped'
    )
  const earlier = events.find((event) => event.revision <= applied)
  if (earlier !== undefined)
    return (
      `${row} ${eventName(earlier)} already, which the same command appended. The skip would leave half of ` +
      `the command. ${remedy}`
    )
  if (!isMarked)
    return (
      `${stream} is not set aside in version ${version} of the read model, which may apply ` +
      `${eventName(target)} at any moment. Wait until it has come there, or end that version`
    )
  return undefined
}

const appliedRevision = async (
  sql: Queries,
  scope: { tenantId: string; version: number },
  parsed: Target['parsed'],
): Promise<number> => {
  const id = parsed.category === 'invoice' ? parsed.invoiceId : parsed.receiptUuid
  const { rows } =
    parsed.category === 'invoice' ? await loadRows(sql, scope, [id]) : await loadReceiptRows(sql, scope, [id])
  return rows.get(id)?.revision ?? -1
}

const record = async ({ reason, by }: Asked, { stream, parsed, events }: WithEvents): Promise<StreamSkip> => {
  const { tenantId } = parsed
  const at = new Date().toISOString()
  const skips = events.map(({ revision }): EventSkipped => {
    return { type: 'EventSkipped', stream, revision, reason, by, at }
  })
  const added = await recordSkips(
    tenantId,
    skips.map((skip) => newEvent(skipCodec, skip, { tenantId, actor: by })),
  )
  const revisions = skips.map(({ revision }) => revision)
  // The reason is in the event; people may have named a person in it.
  if (added.length > 0) log('warn', 'An operator skipped an event', { tenantId, stream, revisions, by })
  return { outcome: added.length > 0 ? 'recorded' : 'repeated', revisions, retried: [] }
}
