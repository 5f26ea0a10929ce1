import { checkAllocation, checkPayment } from '../../../domain/audit/check-allocation.ts'
import { checkAssigned, checkInvoiceNumber, checkUnused } from '../../../domain/audit/check-number.ts'
import { checkSums } from '../../../domain/audit/check-sums.ts'
import { checkOwnerOfTake, checkTake, nameOf } from '../../../domain/audit/check-take.ts'
import { type Remark, remarkIf } from '../../../domain/audit/finding.ts'
import type { LegalNumberAssigned } from '../../../domain/invoice/events.ts'
import { decidesDocument, documentOf } from '../../../domain/invoice/issue/document-of.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { type LegalSeries, sameDocument, seriesOf } from '../../../domain/numbering/documents.ts'
import type { NumberTaken, RegisterEvent } from '../../../domain/numbering/events.ts'
import { fiscalYearOfNumber, parseInvoiceNumber, revisionOf } from '../../../domain/numbering/numbers.ts'
import { eventName } from '../../../infra/event-store/skips.ts'
import { draftRegisterStream, legalRegisterStream } from '../../../infra/event-store/stream-names.ts'
import type { FoldedInvoice, Streams } from './streams.ts'

/** What a page says is to be checked. */
export type Subject = { tenantId: string; stream: string } & (
  | { kind: 'invoice' | 'receipt'; id: string }
  | { kind: 'take'; event: RegisterEvent; revision: number; created: string; register: Register }
)
type Register = { series: string; place: string | undefined; fiscalYear: string }
type Take = Extract<Subject, { kind: 'take' }>

/** Counts things that a check has seen. */
type Count = (kind: string, by?: number) => void

/** What was decided less than this ago may still be on its way to its register or its invoice. */
const inFlightMs = 60 * 60_000
/** An INV number is taken just before its invoice is created. */
const creationMs = 60_000

const isYoungerThan = (ms: number, created: string | undefined): boolean =>
  created !== undefined && Date.now() - Date.parse(created) < ms

/** Checks a stream, or an entry of a register, against the streams that it belongs to. */
export const checkSubject = async (
  subject: Subject,
  streams: Streams,
  count: Count,
): Promise<readonly Remark[]> => {
  switch (subject.kind) {
    case 'invoice':
      return checkInvoice(subject, streams, count)
    case 'receipt':
      return checkReceipt(subject, streams, count)
    case 'take':
      return checkEntry(subject, streams, count)
  }
}

type OfStream = { tenantId: string; id: string }

const checkInvoice = async ({ tenantId, id }: OfStream, streams: Streams, count: Count) => {
  const folded = await streams.invoice(tenantId, id)
  const { state, problems, events } = folded
  if (!state) return problems
  count('invoices')
  const isOther = state.id !== id || state.tenantId !== tenantId
  const sums = checkSums(
    state,
    events.map(({ event }) => event),
  )
  return [
    ...problems,
    ...remarkIf(isOther, 'STREAM_DAMAGED', `its events are of invoice ${state.id} of ${state.tenantId}`),
    ...sums,
    ...(await checkNumberOfDraft(tenantId, state, streams)),
    ...(await checkDocuments(tenantId, folded, streams, count)),
    ...openDocuments(state, folded),
    ...(await checkPayments(tenantId, state, streams, count)),
  ]
}

const checkNumberOfDraft = async (
  tenantId: string,
  { id, invoiceNumber }: ExistingInvoice,
  streams: Streams,
): Promise<readonly Remark[]> => {
  const parts = parseInvoiceNumber(invoiceNumber)
  const taken =
    parts &&
    (await streams.entry(
      tenantId,
      draftRegisterStream(tenantId, fiscalYearOfNumber(parts)),
      revisionOf(parts.serial),
    ))
  return checkInvoiceNumber({ invoiceId: id, invoiceNumber }, taken ?? undefined)
}

const checkDocuments = async (
  tenantId: string,
  { events }: FoldedInvoice,
  streams: Streams,
  count: Count,
): Promise<readonly Remark[]> => {
  const assigned = events.flatMap(({ event }) => (isAssigned(event) ? [event] : []))
  count('documents', assigned.length)
  const remarks = assigned.map(async (event) => {
    const { document, place, fiscalYear, serial } = event
    const register = legalRegisterStream(tenantId, { series: seriesOf(document), place, fiscalYear })
    return checkAssigned(event, await streams.entry(tenantId, register, revisionOf(serial)))
  })
  return (await Promise.all(remarks)).flat()
}

const isAssigned = (event: { type: string }): event is LegalNumberAssigned =>
  event.type === 'LegalNumberAssigned'

const openDocuments = ({ id, openNumbers }: ExistingInvoice, { events }: FoldedInvoice): readonly Remark[] =>
  openNumbers.map(({ document }) => {
    const decision = events.find(
      ({ event }) => decidesDocument(event) && sameDocument(documentOf(event, id), document),
    )
    const isInFlight = isYoungerThan(inFlightMs, decision?.stored.created)
    const since = `${nameOf(document)} is decided since ${decision?.stored.created} and has no number`
    return { code: isInFlight ? 'NUMBER_OPEN' : 'DOCUMENT_WITHOUT_NUMBER', what: since }
  })

const checkPayments = async (
  tenantId: string,
  { id, payments }: ExistingInvoice,
  streams: Streams,
  count: Count,
): Promise<readonly Remark[]> => {
  count('payments', payments.length)
  const remarks = payments.map(async (payment) => {
    if (payment.receiptId === null) return []
    const receipt = await streams.receipt(tenantId, payment.receiptId)
    const isKnown = receipt.state !== undefined || receipt.revision === -1
    return isKnown ? checkPayment(id, payment, receipt.state) : []
  })
  return (await Promise.all(remarks)).flat()
}

const checkReceipt = async ({ tenantId, id }: OfStream, streams: Streams, count: Count) => {
  const { state, problems, events } = await streams.receipt(tenantId, id)
  if (!state) return problems
  count('receipts')
  count('allocations', state.allocations.length)
  const isInFlight = isYoungerThan(inFlightMs, events.at(-1)?.stored.created)
  const remarks: Remark[] = [...problems]
  // One after another, because a receipt may have parts for very many invoices.
  for (const part of state.allocations) {
    const { state: invoice, events: own, revision } = await streams.invoice(tenantId, part.invoiceId)
    const history = invoice && { invoice, events: own.map(({ event }) => event) }
    if (history || revision === -1) remarks.push(...checkAllocation(state, part, history, isInFlight))
  }
  return remarks
}

const checkEntry = (entry: Take, streams: Streams, count: Count): Promise<readonly Remark[]> | Remark[] => {
  const { event, register } = entry
  if (event.type === 'InvoiceNumberTaken') {
    count('INV numbers')
    return checkDraftEntry(entry, event.invoiceId, streams)
  }
  const { series, place, fiscalYear } = register
  if (place === undefined)
    return [{ code: 'NUMBER_DIFFERS', what: `a legal number is in a register of INV numbers` }]
  count('serials')
  const legal = { series: series as LegalSeries, place, fiscalYear }
  return checkLegalEntry(entry, { ...legal, take: event }, streams)
}

const checkDraftEntry = async (
  { tenantId, revision, created }: Take,
  invoiceId: string,
  streams: Streams,
): Promise<readonly Remark[]> => {
  const { events, revision: last } = await streams.invoice(tenantId, invoiceId)
  const [first] = events
  if (last === -1 && isYoungerThan(creationMs, created)) return []
  const event = first?.event.type === 'InvoiceCreated' ? first.event : undefined
  return event !== undefined || last === -1 ? checkUnused(revision, invoiceId, event) : []
}

type LegalTake = { series: LegalSeries; place: string; fiscalYear: string; take: NumberTaken }

const checkLegalEntry = async (
  { tenantId, stream, revision }: Take,
  { take, ...register }: LegalTake,
  streams: Streams,
): Promise<readonly Remark[]> => {
  const before = await entryBefore(tenantId, stream, revision, streams)
  const previous = before === 'skipped' ? take : before
  const invoice = await streams.invoice(tenantId, take.document.invoiceId)
  const isKnown = invoice.state !== undefined || invoice.revision === -1
  return [
    ...checkTake({ register, revision, take }, previous),
    ...(isKnown ? checkOwnerOfTake({ revision, take }, invoice.state) : []),
  ]
}

const entryBefore = async (tenantId: string, stream: string, revision: number, streams: Streams) => {
  if (revision === 0) return undefined
  if ((await streams.skips(tenantId)).has(eventName({ stream, revision: revision - 1 }))) return 'skipped'
  const before = await streams.entry(tenantId, stream, revision - 1)
  return before?.type === 'NumberTaken' ? before : undefined
}
