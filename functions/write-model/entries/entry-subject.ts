import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import { anyInvoice } from '../any-invoice.ts'
import { finishNumbers } from '../numbering/finish.ts'
import { finishOrPoke } from '../poke.ts'
import { type InvoiceStream, load } from '../stream.ts'
import type { Subject } from '../subject.ts'
import type { FoundInvoice } from './find-invoice.ts'

/** The invoice as the last entry on it left it, so that many entries on one invoice read it once. */
export type SeenInvoice = { stream: InvoiceStream | undefined }

export type EntryKind = {
  existing: ExistingInvoice
  event: InvoiceEvent
  found: InvoiceStream
  beside: object
  decided: InvoiceEvent
}

/** The invoice of an entry. Its events are announced once for all entries. */
export const seenInvoice = (seen: SeenInvoice): Subject<EntryKind, FoundInvoice> => ({
  ...anyInvoice,
  targetOf: ({ input, context }) => ({ tenantId: context.tenantId, id: input.invoiceId }),
  load: async ({ call: { input, context } }) => {
    const { invoiceId, draftNumber, notFound } = input
    const name = invoiceStream(context.tenantId, invoiceId)
    const found = seen.stream ?? (await load(invoices, name))
    seen.stream = found
    if (!found) return notFound
    if (draftNumber !== undefined && found.state.invoiceNumber !== draftNumber) return notFound
    return { ok: true, name, found, beside: {} }
  },
  complete: async (events) => events,
  finish: (stream) => finishOrPoke('finish-numbering', stream, () => finishNumbers(stream)),
  announce: async () => {},
})
