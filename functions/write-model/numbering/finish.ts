import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import { assignNumber } from '../../../domain/invoice/issue/assign-number.ts'
import { decidesDocument, documentOf } from '../../../domain/invoice/issue/document-of.ts'
import type { OpenNumber } from '../../../domain/invoice/state.ts'
import { type Document, sameDocument } from '../../../domain/numbering/documents.ts'
import { RevisionConflict } from '../../../infra/event-store/errors.ts'
import { appendTo, type InvoiceStream, load, type Recorded } from '../stream.ts'
import { type SeenRegister, takeNumber } from './register.ts'

/**
 * Gives every decided document of the invoice its legal number. The command that decided the document, its
 * repetition, the next command and the scheduled function all call this, and all find the same number. `seen`
 * saves a read right after the decision. Returns the same stream when every document has its number.
 * @throws EventStoreUnavailable when the event store does not respond; the next caller numbers the documents
 * @throws RegisterShortened when the register lost entries
 */
export const finishNumbers = async (stream: InvoiceStream, seen?: SeenRegister): Promise<InvoiceStream> => {
  let current = stream
  for (;;) {
    const [open] = current.state.openNumbers
    if (!open) return current
    current = await finishNumber(current, open, seen)
  }
}

const finishNumber = async (
  stream: InvoiceStream,
  { document, register, decidedAt }: OpenNumber,
  seen: SeenRegister | undefined,
): Promise<InvoiceStream> => {
  const metadata = numberingMetadata(findDecidingEvent(stream, document))
  const isSeen =
    seen?.head.series === register.series &&
    seen.head.place === register.place &&
    seen.head.fiscalYear === register.fiscalYear &&
    seen.head.revision === register.revision
  const taken = await takeNumber(stream.state.tenantId, {
    document,
    decidedAt,
    seen: isSeen ? seen : { head: register },
    metadata,
  })
  const decision = assignNumber(stream.state, { document, ...taken })
  if (!decision.ok)
    throw new Error(`The legal number ${taken.serial} was refused: ${decision.refusal.message}`)
  try {
    return await appendTo(invoices, stream, decision.events, metadata)
  } catch (error) {
    if (error instanceof RevisionConflict) return reload(stream)
    throw error
  }
}

const reload = async ({ name }: InvoiceStream): Promise<InvoiceStream> => {
  const stream = await load(invoices, name)
  if (!stream) throw new Error(`${name} lost its events`)
  return stream
}

const findDecidingEvent = ({ history, state }: InvoiceStream, document: Document) =>
  history.find(({ event }) => decidesDocument(event) && sameDocument(documentOf(event, state.id), document))

/**
 * The event of the number has the id of the command that decided the document, so that a repetition of that
 * command finds the event.
 */
const numberingMetadata = (deciding: Recorded<InvoiceEvent> | undefined): Record<string, unknown> =>
  deciding ? { ...deciding.stored.metadata, causationId: deciding.stored.id } : {}
