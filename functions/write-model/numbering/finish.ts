import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import { assignNumber } from '../../../domain/invoice/issue/assign-number.ts'
import type { ExistingInvoice, OpenNumber } from '../../../domain/invoice/state.ts'
import type { Document } from '../../../domain/numbering/documents.ts'
import { RevisionConflict } from '../../../infra/event-store/errors.ts'
import { appendTo, type LoadedInvoice, load, type Recorded } from '../stream.ts'
import { type SeenRegister, takeNumber } from './register.ts'

/**
 * Gives every decided document of the invoice its legal number. The command that decided, its repetition, the next command and
 * the scheduled function all come here, and all find the same number. `seen` spares the one who has just decided a read.
 * @throws EventStoreUnavailable: the documents stay decided, and whoever comes next finishes them
 */
export const finishNumbers = async (loaded: LoadedInvoice, seen?: SeenRegister): Promise<LoadedInvoice> => {
  let current = loaded
  while (current.state.status !== 'NONE') {
    const [open] = current.state.openNumbers
    if (!open) break
    current = await finishOne(current, current.state, open, seen)
  }
  return current
}

const finishOne = async (
  loaded: LoadedInvoice,
  invoice: ExistingInvoice,
  open: OpenNumber,
  seen: SeenRegister | undefined,
): Promise<LoadedInvoice> => {
  const { document, register, decidedAt } = open
  const metadata = numberingMetadata(loaded.history.find(({ event }) => decides(event, document)))
  const fresh =
    seen?.head.series === register.series &&
    seen.head.fiscalYear === register.fiscalYear &&
    seen.head.revision === register.revision
  const taken = await takeNumber(invoice.tenantId, {
    document,
    decidedAt,
    seen: fresh ? seen : { head: register },
    metadata,
  })
  const decision = assignNumber(invoice, { document, ...taken })
  if (!decision.ok)
    throw new Error(`The legal number ${taken.serial} was refused: ${decision.refusal.message}`)
  try {
    return await appendTo(invoices, loaded, decision.events, metadata)
  } catch (error) {
    if (error instanceof RevisionConflict) return load(invoices, loaded.stream)
    throw error
  }
}

/** Whether the event decides a document, which then has a legal time and wants a number. */
export const issues = ({ type }: InvoiceEvent): boolean =>
  type === 'InvoiceApproved' || type === 'CreditNoteIssued' || type === 'DebitNoteIssued'

const decides = (event: InvoiceEvent, { noteId }: Document): boolean =>
  issues(event) && ('noteId' in event ? event.noteId : null) === noteId

/** The number belongs to the command that decided the document, whoever finishes it: its repetition has to find it. */
const numberingMetadata = (decision: Recorded<InvoiceEvent> | undefined): Record<string, unknown> =>
  decision ? { ...decision.stored.metadata, causationId: decision.stored.id } : {}
