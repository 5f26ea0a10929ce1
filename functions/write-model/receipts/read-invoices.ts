import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { Invoices } from '../../../domain/receipt/decide-allocations.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import { type InvoiceStream, load } from '../stream.ts'
import { inGroups } from './in-groups.ts'

/** The invoices that a command on a receipt needs, by id; one that the tenant does not have is left out. */
export type InvoiceStreams = ReadonlyMap<string, InvoiceStream>

/** Streams that are read at the same time. A receipt may name 100 invoices. */
const atOnce = 10

/**
 * Reads the invoices with these ids.
 * @throws EventStoreUnavailable when one cannot be read
 * @throws EventUndecodable or StreamDamaged when one cannot be folded
 */
export const readInvoices = async (tenantId: string, ids: Iterable<string>): Promise<InvoiceStreams> => {
  const read = await inGroups([...new Set(ids)], atOnce, async (id) => ({
    id,
    stream: await load(invoices, invoiceStream(tenantId, id)),
  }))
  return new Map(read.flatMap(({ id, stream }) => (stream ? [[id, stream]] : [])))
}

/** The states of these invoices, for a decision. */
export const statesOf = (streams: InvoiceStreams): Invoices =>
  new Map([...streams].map(([id, { state }]) => [id, state]))
