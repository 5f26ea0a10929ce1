import type { InvoiceEvent, LegalNumberAssigned } from '../../domain/invoice/events.ts'
import type { OpenNumber } from '../../domain/invoice/state.ts'
import { type Document, seriesOf } from '../../domain/numbering/documents.ts'
import { mushakNumber } from '../../domain/numbering/numbers.ts'
import { RevisionConflict } from '../../infra/event-store/errors.ts'
import { appendToInvoice, type LoadedInvoice, loadInvoice } from '../streams/loaded-invoice.ts'
import type { Recorded } from '../streams/recorded.ts'
import { type SeenRegister, takeNumber } from './register.ts'

/**
 * Gives every decided document of the invoice its legal number. The command that decided, its repetition, the next command and
 * the scheduled function all come here, and all find the same number. `seen` spares the one who has just decided a read.
 * @throws EventStoreUnavailable: the documents stay decided, and whoever comes next finishes them
 */
export const finishNumbers = async (loaded: LoadedInvoice, seen?: SeenRegister): Promise<LoadedInvoice> => {
  let current = loaded
  for (let open = openNumber(current); open; open = openNumber(current)) current = await finishOne(current, open, seen)
  return current
}

const openNumber = ({ invoice }: LoadedInvoice): OpenNumber | undefined => (invoice.status === 'NONE' ? undefined : invoice.openNumbers[0])

const finishOne = async (loaded: LoadedInvoice, open: OpenNumber, seen: SeenRegister | undefined): Promise<LoadedInvoice> => {
  const { document, register, decidedAt } = open
  const decision = loaded.history.find(({ event }) => decides(event, document))
  const metadata = numberingMetadata(decision)
  const sameRegister = seen?.series === register.series && seen.fiscalYear === register.fiscalYear && seen.revision === register.revision
  const { serial, issuedAt } = await takeNumber(loaded.tenantId, { document, decidedAt, seen: sameRegister ? seen : register, metadata })
  const assigned: LegalNumberAssigned = {
    type: 'LegalNumberAssigned',
    document,
    number: mushakNumber(seriesOf(document), issuedAt, serial),
    serial,
    fiscalYear: register.fiscalYear,
    issuedAt,
  }
  try {
    return await appendToInvoice(loaded, [assigned], metadata)
  } catch (error) {
    if (error instanceof RevisionConflict) return loadInvoice(loaded.tenantId, document.invoiceId)
    throw error
  }
}

const decides = (event: InvoiceEvent, document: Document): boolean => {
  if (document.kind === 'INVOICE') return event.type === 'InvoiceApproved'
  return (event.type === 'CreditNoteIssued' || event.type === 'DebitNoteIssued') && event.noteId === document.noteId
}

/** The number belongs to the command that decided the document, whoever finishes it: its repetition has to find it. */
const numberingMetadata = (decision: Recorded<InvoiceEvent> | undefined): Record<string, unknown> =>
  decision ? { ...decision.stored.metadata, causationId: decision.stored.id } : {}
