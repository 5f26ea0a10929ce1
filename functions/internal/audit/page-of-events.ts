import { EventUndecodable } from '../../../domain/event/decode.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { registerCodec } from '../../../domain/numbering/events.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import { receiptKeyCodec } from '../../../domain/receipt/key/events.ts'
import { withRefusals } from '../../../domain/refusal/events.ts'
import { skipCodec } from '../../../domain/skip/events.ts'
import { tenants } from '../../../domain/tenant/aggregate.ts'
import type { AllEvent, Converted } from '../../../infra/event-store/all-events.ts'
import { toStoredEvent } from '../../../infra/event-store/read-recorded.ts'
import { eventName, SkipUnreadable } from '../../../infra/event-store/skips.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { type ParsedStream, parseStream } from '../../../infra/event-store/stream-names.ts'
import type { Subject } from './check-streams.ts'
import type { AuditReport } from './report.ts'
import type { Streams } from './streams.ts'

/** An event of ours in the log of all streams. `stored` is undefined where it is not JSON. */
export type EventOfPage = {
  parsed: ParsedStream
  stream: string
  revision: number
  stored: StoredEvent | undefined
}

/** Leaves out what is no event of ours, or of another tenant than the one that is audited. */
export const eventOf =
  (tenant: string | undefined) =>
  (event: AllEvent): Converted<EventOfPage> | undefined => {
    const parsed = parseStream(event.streamId)
    if (!parsed || (tenant !== undefined && parsed.tenantId !== tenant)) return undefined
    const stored = toStoredEvent({ event } as unknown as Parameters<typeof toStoredEvent>[0])
    const value = { parsed, stream: event.streamId, revision: Number(event.revision), stored }
    return { value, bytes: stored ? JSON.stringify(stored.data).length : 0 }
  }

/**
 * Decodes the events of a page, and returns what is to be checked because of them: the streams that begin
 * here, and the entries of registers. Of a tenant with a skip that cannot be read nothing else is checked.
 */
export const subjectsOf = async (
  events: readonly EventOfPage[],
  streams: Streams,
  report: AuditReport,
): Promise<Subject[]> => {
  const subjects: Subject[] = []
  for (const event of events) {
    const { tenantId } = event.parsed
    report.count(tenantId, 'events')
    const where = eventName(event)
    const skips = await streams.skips(tenantId).catch(unreadableSkips)
    // The skip that nobody can read is reported where the log has it.
    if (skips === undefined && event.parsed.category !== 'skips') continue
    if (skips?.has(where)) {
      const what = `${event.stored?.type ?? 'an event'} is passed over on record`
      report.add([{ code: 'EVENT_SKIPPED', what, tenant: tenantId, where }])
      // The rest of its stream is checked all the same.
      subjects.push(...streamsBegunBy(event))
      continue
    }
    const problem = problemOf(event)
    if (problem !== null) report.add([{ code: 'EVENT_UNDECODABLE', what: problem, tenant: tenantId, where }])
    subjects.push(...streamsBegunBy(event), ...(problem === null ? takeIn(event) : []))
  }
  return subjects
}

/** Nothing of a tenant can be folded when one of its skips cannot be read. */
const unreadableSkips = (error: unknown): undefined => {
  if (!(error instanceof SkipUnreadable)) throw error
}

const codecs = {
  invoice: withRefusals(invoices),
  receipt: withRefusals(receipts),
  receiptkey: receiptKeyCodec,
  tenant: tenants,
  numbers: registerCodec,
  skips: skipCodec,
} as const

/** Why the event cannot be decoded, or null. */
const problemOf = ({ parsed, stored }: EventOfPage): string | null => {
  if (!stored) return 'it is not JSON'
  try {
    codecs[parsed.category].decode(stored)
    return null
  } catch (error) {
    if (error instanceof EventUndecodable) return error.message
    throw error
  }
}

const streamsBegunBy = ({ parsed, stream, revision }: EventOfPage): Subject[] => {
  if (revision !== 0) return []
  const { tenantId, category } = parsed
  if (category === 'invoice') return [{ tenantId, stream, kind: category, id: parsed.invoiceId }]
  if (category === 'receipt') return [{ tenantId, stream, kind: category, id: parsed.receiptUuid }]
  return []
}

const takeIn = ({ parsed, stream, revision, stored }: EventOfPage): Subject[] => {
  if (parsed.category !== 'numbers' || !stored) return []
  const { tenantId, series, place, fiscalYear } = parsed
  const event = registerCodec.decode(stored)
  const register = { series, place, fiscalYear }
  return [{ tenantId, stream, kind: 'take', event, revision, created: stored.created, register }]
}
