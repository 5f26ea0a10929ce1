import { readStream } from '../../../infra/event-store/read.ts'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { invoiceStream, tenantStream } from '../../../infra/event-store/stream-names.ts'
import { inSpan } from '../../../infra/observability/trace.ts'
import type { StreamPage, StreamRequest } from '../../read-model/stream-page.ts'

/** Pages stay well below the 6 MB that a Lambda may answer: an event holds at most 1 MB. */
const pageLimits = { events: 500, bytes: 3 * 1024 * 1024 }

/**
 * Private: reads streams for the queries, which hold no event store client. The caller has checked tenant and permission and
 * names the tenant's own stream by its parts, so no stream of another tenant can be asked for.
 */
export const handler = async (request: StreamRequest): Promise<StreamPage> =>
  inSpan('read-stream', { attributes: { 'finance.tenant': request.tenantId } }, async () => {
    const name =
      request.invoiceId === undefined
        ? tenantStream(request.tenantId)
        : invoiceStream(request.tenantId, request.invoiceId)
    const events = await readStream(name, { from: request.from, maxCount: pageLimits.events })
    return firstPage(events)
  })

const firstPage = (events: StoredEvent[]): StreamPage => {
  let bytes = 0
  const page = events.filter((event, index) => {
    bytes += Buffer.byteLength(JSON.stringify(event.data))
    return index === 0 || bytes <= pageLimits.bytes
  })
  const last = page.at(-1)
  const more = page.length < events.length || events.length === pageLimits.events
  return {
    events: page,
    next: more && last ? last.revision + 1 : null,
  }
}
