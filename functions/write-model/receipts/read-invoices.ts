import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { Invoices } from '../../../domain/receipt/decide-allocations.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import { type InvoiceStream, isUnreadable, load } from '../stream.ts'
import { inGroups } from './in-groups.ts'

/** The invoices that a command on a receipt needs, by id; one that the tenant does not have is left out. */
export type InvoiceStreams = ReadonlyMap<string, InvoiceStream>

/** Streams that are read at the same time. A receipt may name 100 invoices. */
const atOnce = 10

/** `unreadable`: the errors by id of invoices whose events cannot be decoded or folded. */
export type InvoicesRead = { invoices: InvoiceStreams; unreadable: ReadonlyMap<string, unknown> }

/**
 * Reads the invoices with these ids.
 * @throws EventStoreUnavailable when the event store does not respond
 */
export const readInvoices = async (tenantId: string, ids: Iterable<string>): Promise<InvoicesRead> => {
  const found = new Map<string, InvoiceStream>()
  const unreadable = new Map<string, unknown>()
  await inGroups([...new Set(ids)], atOnce, async (id) => {
    try {
      const stream = await load(invoices, invoiceStream(tenantId, id))
      if (stream) found.set(id, stream)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      unreadable.set(id, error)
    }
  })
  return { invoices: found, unreadable }
}

/** The states of these invoices, for a decision. */
export const statesOf = (streams: InvoiceStreams): Invoices =>
  new Map([...streams].map(([id, { state }]) => [id, state]))
