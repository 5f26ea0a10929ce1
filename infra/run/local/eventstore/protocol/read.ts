import { randomUUID } from 'node:crypto'
import type { RecordedEvent } from '../event.ts'
import { unavailable } from '../node-error.ts'
import { readAll } from '../reading/read-all.ts'
import { isMissing, readStream } from '../reading/read-stream.ts'
import { type Source, streamState } from '../reading/source.ts'
import { type Notice, subscribeAll } from '../reading/subscribe-all.ts'
import { subscribeStream } from '../reading/subscribe-stream.ts'
import { type Outlet, outlet, type ReadCall } from './outlet.ts'
import { type ReadRequest, readRequest } from './read-request.ts'
import { eventResponse, notFoundResponse, noticeResponse, type Rendering } from './read-response.ts'
import { asServiceError } from './status.ts'

/** Streams.Read: reads end by themselves, subscriptions when the reader leaves or the node stops. */
export const read =
  (source: Source, stopping: AbortSignal) =>
  (call: ReadCall): void => {
    const out = outlet(call)
    stopping.addEventListener('abort', out.leave, { once: true })
    serve(call, source, out)
      .then(() => {
        if (stopping.aborted) throw unavailable('the node is stopping')
        call.end()
      })
      .catch((error: unknown) => {
        if (!call.cancelled)
          call.emit('error', asServiceError(stopping.aborted ? unavailable('the node is stopping') : error))
      })
      .finally(() => stopping.removeEventListener('abort', out.leave))
  }

const serve = async (call: ReadCall, source: Source, out: Outlet): Promise<void> => {
  const request = readRequest(call.request)
  const rendering = { structuredIds: call.request.getOptions()?.getUuidOption()?.hasStructured() === true }
  await answer(request, source, out, rendering)
}

const answer = async (
  request: ReadRequest,
  source: Source,
  out: Outlet,
  rendering: Rendering,
): Promise<void> => {
  switch (request.kind) {
    case 'readStream': {
      const state = await streamState(source, request.stream)
      if (isMissing(state)) return out.send(notFoundResponse(request.stream))
      return sendPages(readStream(source, state, request), out, rendering)
    }
    case 'readAll':
      return sendPages(readAll(source, request), out, rendering)
    case 'subscribeStream':
      return sendNotices(subscribeStream(source, request, out.signal), out, rendering)
    case 'subscribeAll':
      return sendNotices(subscribeAll(source, request, out.signal), out, rendering)
  }
}

const sendPages = async (
  pages: AsyncIterable<RecordedEvent[]>,
  out: Outlet,
  rendering: Rendering,
): Promise<void> => {
  for await (const page of pages) for (const event of page) await out.send(eventResponse(event, rendering))
}

const sendNotices = async (
  notices: AsyncIterable<Notice>,
  out: Outlet,
  rendering: Rendering,
): Promise<void> => {
  const subscriptionId = randomUUID()
  for await (const notice of notices) await out.send(noticeResponse(notice, subscriptionId, rendering))
}
