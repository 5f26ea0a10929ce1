import { checkAllocation, checkPayment } from '../../../domain/audit/check-allocation.ts'
import { checkAssigned, checkInvoiceNumber } from '../../../domain/audit/check-number.ts'
import { checkSums } from '../../../domain/audit/check-sums.ts'
import { nameOf } from '../../../domain/audit/check-take.ts'
import { type Remark, remarkIf } from '../../../domain/audit/finding.ts'
import type { LegalNumberAssigned } from '../../../domain/invoice/events.ts'
import { decidesDocument, documentOf } from '../../../domain/invoice/issue/document-of.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { sameDocument, seriesOf } from '../../../domain/numbering/documents.ts'
import { fiscalYearOfNumber, parseInvoiceNumber, revisionOf } from '../../../domain/numbering/numbers.ts'
import { draftRegisterStream, legalRegisterStream } from '../../../infra/event-store/stream-names.ts'
import { type Count, checkEntry, type EntryOfRegister } from './check-entry.ts'
import { isYoungerThan } from './recent.ts'
import { beginningOf, type FoldedInvoice, type Streams } from './streams.ts'

/** What a page says is to be checked. */
export type Subject =
  | { kind: 'invoice' | 'receipt'; tenantId: string; stream: string; id: string }
  | ({ kind: 'take' } & EntryOfRegister)

/** What was decided less than this ago may still be on its way to its register or its invoice. */
const inFlightMs = 60 * 60_000

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
    return receipt.isReadable ? checkPayment(id, payment, receipt.state) : beginningOf(receipt)
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
    const { state: invoice, events: own, isReadable } = await streams.invoice(tenantId, part.invoiceId)
    const history = invoice && { invoice, events: own.map(({ event }) => event) }
    if (isReadable) remarks.push(...checkAllocation(state, part, history, isInFlight))
  }
  return remarks
}
