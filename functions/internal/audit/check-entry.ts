import { checkUnused } from '../../../domain/audit/check-number.ts'
import { checkOwnerOfTake, checkTake } from '../../../domain/audit/check-take.ts'
import type { Remark } from '../../../domain/audit/finding.ts'
import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import type { NumberTaken, RegisterEvent } from '../../../domain/numbering/events.ts'
import { eventName } from '../../../infra/event-store/skips.ts'
import { isYoungerThan } from './recent.ts'
import { beginningOf, type Streams } from './streams.ts'

/** An entry of a register: the event and its revision there. */
export type EntryOfRegister = {
  tenantId: string
  stream: string
  event: RegisterEvent
  revision: number
  created: string
  register: { series: string; place: string | undefined; fiscalYear: string }
}

/** Counts things that a check has seen. */
export type Count = (kind: string, by?: number) => void

/** An INV number is taken just before its invoice is created. */
const creationMs = 60_000

/** Checks an entry of a register against the entry before it and the invoice that it belongs to. */
export const checkEntry = async (
  entry: EntryOfRegister,
  streams: Streams,
  count: Count,
): Promise<readonly Remark[]> => {
  const { event, register } = entry
  if (event.type === 'InvoiceNumberTaken') {
    count('INV numbers')
    return checkDraftEntry(entry, event.invoiceId, streams)
  }
  const { series, place, fiscalYear } = register
  if (place === undefined)
    return [{ code: 'NUMBER_DIFFERS', what: 'a legal number is in a register of INV numbers' }]
  count('serials')
  const legal = { series: series as LegalSeries, place, fiscalYear }
  return checkLegalEntry(entry, { ...legal, take: event }, streams)
}

const checkDraftEntry = async (
  { tenantId, revision, created }: EntryOfRegister,
  invoiceId: string,
  streams: Streams,
): Promise<readonly Remark[]> => {
  const invoice = await streams.invoice(tenantId, invoiceId)
  if (!invoice.isReadable) return beginningOf(invoice)
  const first = invoice.events[0]?.event
  if (first === undefined && isYoungerThan(creationMs, created)) return []
  return checkUnused(revision, invoiceId, first?.type === 'InvoiceCreated' ? first : undefined)
}

type LegalTake = { series: LegalSeries; place: string; fiscalYear: string; take: NumberTaken }

const checkLegalEntry = async (
  { tenantId, stream, revision }: EntryOfRegister,
  { take, ...register }: LegalTake,
  streams: Streams,
): Promise<readonly Remark[]> => {
  const before = await entryBefore(tenantId, stream, revision, streams)
  const previous = before === 'skipped' ? take : before
  const invoice = await streams.invoice(tenantId, take.document.invoiceId)
  const taken = { register, revision, take }
  return [
    ...checkTake(taken, previous),
    ...(invoice.isReadable ? checkOwnerOfTake(taken, invoice.state) : beginningOf(invoice)),
  ]
}

const entryBefore = async (tenantId: string, stream: string, revision: number, streams: Streams) => {
  if (revision === 0) return undefined
  if ((await streams.skips(tenantId)).has(eventName({ stream, revision: revision - 1 }))) return 'skipped'
  const before = await streams.entry(tenantId, stream, revision - 1)
  return before?.type === 'NumberTaken' ? before : undefined
}
