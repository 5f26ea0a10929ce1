import { readStream } from '../../../infra/event-store/read.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceStream, tenantStream } from '../../../infra/event-store/stream-names.ts'
import { inSpan } from '../../../infra/observability/trace.ts'
import type { StreamPage, StreamRequest } from '../../read-model/streams.ts'

/** A Lambda response may have 6 MB, and an event at most 1 MB. */
const pageLimits = { events: 500, bytes: 3 * 1024 * 1024 }

/**
 * Private: reads streams for the queries, which have no event store client. The caller has checked tenant and
 * permission. The name of the stream is made from the tenant id here, so the stream of another tenant cannot
 * be requested.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const handler = async (request: StreamRequest): Promise<StreamPage> =>
  inSpan('read-stream', { attributes: { 'finance.tenant': request.tenantId } }, async () => {
    const { tenantId, invoiceId, from } = request
    const name = invoiceId === undefined ? tenantStream(tenantId) : invoiceStream(tenantId, invoiceId)
    return pageOf(await readStream(name, { from, maxCount: pageLimits.events }))
  })

/** The first of these events, up to the limit of bytes. */
const pageOf = (events: StoredEvent[]): StreamPage => {
  let bytes = 0
  const page = events.filter((event, index) => {
    bytes += Buffer.byteLength(JSON.stringify(event.data))
    return index === 0 || bytes <= pageLimits.bytes
  })
  const last = page.at(-1)
  const more = page.length < events.length || events.length === pageLimits.events
  return { events: page, next: more && last ? last.revision + 1 : null }
}
