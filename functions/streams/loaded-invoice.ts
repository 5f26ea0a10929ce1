import { randomUUID } from 'node:crypto'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import { evolve } from '../../domain/invoice/evolve.ts'
import { type Invoice, initial } from '../../domain/invoice/state.ts'
import { encodeInvoiceEvent } from '../../domain/invoice/versions.ts'
import { append } from '../../infra/event-store/append.ts'
import { invoiceStream } from '../../infra/event-store/names.ts'
import { readStream } from '../../infra/event-store/read.ts'
import { foldInvoice, recordedInvoiceEvent } from './invoice.ts'
import type { Recorded } from './recorded.ts'

/** An invoice with all that happened to it. `revision` is -1 when there is none; an append expects it. */
export type LoadedInvoice = {
  tenantId: string
  stream: string
  history: readonly Recorded<InvoiceEvent>[]
  invoice: Invoice
  revision: number
}

/** @throws EventStoreUnavailable, EventUndecodable */
export const loadInvoice = async (tenantId: string, invoiceId: string): Promise<LoadedInvoice> => {
  const stream = invoiceStream(tenantId, invoiceId)
  const history = (await readStream(stream)).map(recordedInvoiceEvent)
  return { tenantId, stream, history, invoice: foldInvoice(history), revision: history.at(-1)?.stored.revision ?? -1 }
}

/** An invoice that cannot exist yet, because its id is new. */
export const unmadeInvoice = (tenantId: string, invoiceId: string): LoadedInvoice => ({
  tenantId,
  stream: invoiceStream(tenantId, invoiceId),
  history: [],
  invoice: initial,
  revision: -1,
})

/**
 * Appends to the invoice as it was loaded, and answers what it has become; nothing is read again for that.
 * @throws RevisionConflict when somebody else was faster, EventStoreUnavailable
 */
export const appendToInvoice = async (
  loaded: LoadedInvoice,
  events: readonly InvoiceEvent[],
  metadata: Record<string, unknown>,
): Promise<LoadedInvoice> => {
  const encoded = events.map((event) => {
    const { type, version, data } = encodeInvoiceEvent(event)
    return { id: randomUUID(), type, data, metadata: { ...metadata, schemaVersion: version } }
  })
  await append(loaded.stream, encoded, loaded.revision)
  const created = new Date().toISOString()
  const added = events.map((event, index) => {
    const { id = '', type = '', data, metadata: own = {} } = encoded[index] ?? {}
    const revision = loaded.revision + 1 + index
    return {
      event,
      stored: { id, type, stream: loaded.stream, revision, created, position: { commit: 0n, prepare: 0n }, data, metadata: own },
    }
  })
  return {
    ...loaded,
    history: [...loaded.history, ...added],
    invoice: events.reduce(evolve, loaded.invoice),
    revision: loaded.revision + events.length,
  }
}

/** The invoice as it was after its event of this revision. */
export const rewound = (loaded: LoadedInvoice, revision: number): LoadedInvoice => {
  const history = loaded.history.filter(({ stored }) => stored.revision <= revision)
  return { ...loaded, history, invoice: foldInvoice(history), revision }
}
