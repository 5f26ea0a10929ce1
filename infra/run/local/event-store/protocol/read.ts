import { randomUUID } from 'node:crypto'
import type { RecordedEvent } from '../event.ts'
import { unavailable } from '../node-error.ts'
import { readAll } from '../reading/read-all.ts'
import { isMissing, readStream } from '../reading/read-stream.ts'
import { loadStreamInfo, type Source } from '../reading/source.ts'
import { subscribeAll } from '../reading/subscribe-all.ts'
import { subscribeStream } from '../reading/subscribe-stream.ts'
import type { SubscriptionMessage } from '../reading/subscription-message.ts'
import { readRequest } from './read-request.ts'
import { eventResponse, type IdFormat, notFoundResponse, subscriptionResponse } from './read-response.ts'
import { type ReadCall, type ResponseStream, responseStream } from './response-stream.ts'
import { asServiceError, streamDeleted } from './service-error.ts'

/** Streams.Read: a read ends by itself, a subscription when its reader is gone or the node stops. */
export const read =
  (source: Source, stopping: AbortSignal) =>
  (call: ReadCall): void => {
    const responses = responseStream(call)
    stopping.addEventListener('abort', responses.abort, { once: true })
    sendResponses(call, source, responses)
      .then(() => {
        if (stopping.aborted) throw unavailable('the node is stopping')
        call.end()
      })
      .catch((error: unknown) => {
        const reason = stopping.aborted ? unavailable('the node is stopping') : error
        if (!call.cancelled) call.emit('error', asServiceError(reason))
      })
      .finally(() => stopping.removeEventListener('abort', responses.abort))
  }

const sendResponses = async (call: ReadCall, source: Source, responses: ResponseStream): Promise<void> => {
  const request = readRequest(call.request)
  const format = { structuredIds: call.request.getOptions()?.getUuidOption()?.hasStructured() === true }
  switch (request.kind) {
    case 'readStream': {
      const info = await loadStreamInfo(source, request.stream)
      if (info.tombstoned) throw streamDeleted(request.stream)
      if (isMissing(info)) return responses.send(notFoundResponse(request.stream))
      return sendPages(readStream(source, info, request), responses, format)
    }
    case 'readAll':
      return sendPages(readAll(source, request), responses, format)
    case 'subscribeStream':
      return sendMessages(subscribeStream(source, request, responses.signal), responses, format)
    case 'subscribeAll':
      return sendMessages(subscribeAll(source, request, responses.signal), responses, format)
  }
}

const sendPages = async (
  pages: AsyncIterable<RecordedEvent[]>,
  responses: ResponseStream,
  format: IdFormat,
): Promise<void> => {
  for await (const page of pages) for (const event of page) await responses.send(eventResponse(event, format))
}

const sendMessages = async (
  messages: AsyncIterable<SubscriptionMessage>,
  responses: ResponseStream,
  format: IdFormat,
): Promise<void> => {
  const subscriptionId = randomUUID()
  for await (const message of messages) {
    if (message.kind === 'streamDeleted') throw streamDeleted(message.stream)
    await responses.send(subscriptionResponse(message, subscriptionId, format))
  }
}
