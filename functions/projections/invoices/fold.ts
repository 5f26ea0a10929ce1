import { invoices } from '../../../domain/invoice/aggregate.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import type { Folded } from '../../read-model/rows/rows.ts'

/** What a stream says before its first event. */
export const nothing: Folded = { invoice: invoices.initial, revision: -1 }

/** The first event that could not be applied, as the text of its record. What was folded before it stands. */
export type Failure = { revision: number; error: unknown; record: string }

/** Folds on until the end or the first event that cannot be applied. */
export const fold = (from: Folded, events: Iterable<StoredEvent>): { folded: Folded; failure?: Failure } => {
  let folded = from
  for (const event of events) {
    try {
      folded = applied(folded, event)
    } catch (error) {
      return { folded, failure: { revision: event.revision, error, record: JSON.stringify(event) } }
    }
  }
  return { folded }
}

const applied = ({ invoice, revision }: Folded, stored: StoredEvent): Folded => {
  if (stored.revision !== revision + 1)
    throw new Error(`Revision ${stored.revision} cannot follow revision ${revision}`)
  const next = invoices.evolve(invoice, invoices.decode(stored))
  if (invoiceStream(next.tenantId, next.id) !== stored.stream)
    throw new Error(`${stored.stream} tells of another invoice`)
  return { invoice: next, revision: stored.revision }
}

/**
 * The rest of a stream from the event store, which is the truth; from nothing it is the whole invoice, as a rebuild needs it.
 * @throws EventStoreUnavailable
 */
export const foldStream = async (
  stream: string,
  from: Folded = nothing,
): Promise<{ folded: Folded; failure?: Failure }> =>
  fold(from, await readStream(stream, { from: from.revision + 1 }))
