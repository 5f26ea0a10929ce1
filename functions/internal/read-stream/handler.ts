import { readStream } from '../../../infra/event-store/read.ts'
import { invoiceStream, tenantStream } from '../../../infra/event-store/stream-names.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { countFitting } from '../../read-model/count-fitting.ts'
import type { StreamPage, StreamRequest } from '../../read-model/streams.ts'

/** A Lambda response may have 6 MB, and an event at most 1 MB. */
const limits = { events: 500, bytes: 3 * 1024 * 1024 }

const run = async (request: StreamRequest): Promise<StreamPage> =>
  traceInvocation('read-stream', { attributes: { 'finance.tenant': request.tenantId } }, async () => {
    const { tenantId, invoiceId, from } = request
    const name = invoiceId === undefined ? tenantStream(tenantId) : invoiceStream(tenantId, invoiceId)
    const maxEvents = Math.min(request.maxEvents ?? limits.events, limits.events)
    const maxBytes = Math.min(request.maxBytes ?? limits.bytes, limits.bytes)
    // One event more than the page has shows whether another page follows.
    const events = await readStream(name, { from, maxCount: maxEvents + 1, maxBytes })
    const page = events.slice(0, Math.min(maxEvents, countFitting(events, maxBytes)))
    const last = page.at(-1)
    return { events: page, next: page.length < events.length && last ? last.revision + 1 : null }
  })

/**
 * Private: reads streams for the queries, which have no event store client. The caller has checked tenant and
 * permission. The name of the stream is made from the tenant id here, so the stream of another tenant cannot
 * be requested.
 * @throws EventStoreUnavailable when the stream cannot be read
 */
export const handler = metered('read-stream', run, ({ tenantId }) => ({ tenantId }))
