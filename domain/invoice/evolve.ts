import { unreachable } from '../decision.ts'
import { StreamDamaged } from '../event/stream-damaged.ts'
import { zero } from '../money/poisha.ts'
import { totalsOf } from '../tax/totals.ts'
import { lineNumber } from './draft/read-lines.ts'
import type { InvoiceCreated, InvoiceEvent, InvoiceUpdated } from './events.ts'
import { evolveIssued } from './evolve-issued.ts'
import { lineFrom } from './figures.ts'
import { requirePossible } from './require-possible.ts'
import type { Draft, ExistingInvoice, Invoice } from './state.ts'

/**
 * The invoice after an event.
 * @throws StreamDamaged when the event cannot have happened after those before it: a damaged stream must not
 * become a state
 */
export const evolve = (invoice: Invoice, event: InvoiceEvent): ExistingInvoice => {
  if (event.type === 'InvoiceCreated') {
    if (invoice.status !== 'NONE') throw new StreamDamaged(`Invoice ${invoice.id} is created twice`)
    return created(event)
  }
  if (invoice.status === 'NONE') throw new StreamDamaged(`${event.type} without InvoiceCreated before it`)
  requirePossible(invoice, event)
  return changed(invoice, event)
}

const changed = (invoice: ExistingInvoice, event: Exclude<InvoiceEvent, InvoiceCreated>): ExistingInvoice => {
  switch (event.type) {
    case 'InvoiceUpdated':
      return updated(invoice, event)
    case 'InvoiceSubmitted':
      return {
        ...invoice,
        status: 'PENDING_APPROVAL',
        submittedBy: event.by,
        rejectionReason: null,
        updatedAt: event.at,
      }
    case 'InvoiceRejected':
      return { ...invoice, status: 'DRAFT', rejectionReason: event.reason, updatedAt: event.at }
    case 'InvoiceCancelled':
      return {
        ...invoice,
        status: 'CANCELLED',
        cancelledBy: event.by,
        cancelledAt: event.at,
        cancellationReason: event.reason,
        updatedAt: event.at,
      }
    case 'ReceiptPartRefused':
      return event.reversal > 0
        ? invoice
        : { ...invoice, refusedPayments: [...invoice.refusedPayments, event.paymentId] }
    case 'InvoiceLeftUnchanged':
      return invoice
    case 'InvoiceApproved':
    case 'LegalNumberAssigned':
    case 'CreditNoteIssued':
    case 'DebitNoteIssued':
    case 'PaymentRecorded':
    case 'PaymentReversed':
    case 'RefundRecorded':
    case 'BalanceWrittenOff':
    case 'WriteOffReversed':
      return evolveIssued(invoice, event)
    default:
      return unreachable(event)
  }
}

const created = (event: InvoiceCreated): Draft => {
  const { type, invoiceId, by, at, ...content } = event
  return {
    status: 'DRAFT',
    id: invoiceId,
    ...content,
    ...linesOf(event, 0),
    editors: [by],
    createdBy: by,
    createdAt: at,
    updatedAt: at,
    ...beforeAnyOtherEvent,
  }
}

const updated = (invoice: ExistingInvoice, event: InvoiceUpdated): ExistingInvoice => {
  const { type, by, at, ...content } = event
  const editors = invoice.editors.includes(by) ? invoice.editors : [...invoice.editors, by]
  return { ...invoice, ...content, ...linesOf(event, invoice.lastLine), editors, updatedAt: at }
}

const linesOf = (
  event: InvoiceCreated | InvoiceUpdated,
  lastLine: number,
): Pick<Draft, 'lines' | 'totals' | 'lastLine'> => {
  const lines = event.lines.map(lineFrom)
  return {
    lines,
    totals: totalsOf(lines),
    lastLine: Math.max(lastLine, ...lines.map((line) => lineNumber(line.id))),
  }
}

const beforeAnyOtherEvent = {
  submittedBy: null,
  rejectionReason: null,
  placeName: null,
  responsiblePersonName: null,
  responsiblePersonDesignation: null,
  cancelledBy: null,
  cancelledAt: null,
  cancellationReason: null,
  closedByNote: null,
  approvedBy: null,
  approvedAt: null,
  mushakNumber: null,
  issuedAt: null,
  openNumbers: [],
  payments: [],
  refusedPayments: [],
  notes: [],
  paid: zero,
  refunded: zero,
  writtenOff: zero,
  credited: zero,
  debited: zero,
  paidAt: null,
} as const
