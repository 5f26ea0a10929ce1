import { randomUUID } from 'node:crypto'
import type { RecordedEvent } from '../event.ts'
import { unavailable } from '../node-error.ts'
import { readAll } from '../reading/read-all.ts'
import {
  firstPositionToReport,
  isMissing,
  readStream,
  type StreamReadOptions,
} from '../reading/read-stream.ts'
import { resolveLinks } from '../reading/resolve-links.ts'
import { loadStreamInfo, type Source } from '../reading/source.ts'
import { subscribeAll } from '../reading/subscribe-all.ts'
import { subscribeStream } from '../reading/subscribe-stream.ts'
import type { SubscriptionMessage } from '../reading/subscription-message.ts'
import { readRequest } from './read-request.ts'
import {
  eventResponse,
  firstPositionResponse,
  type IdFormat,
  lastPositionResponse,
  notFoundResponse,
  noticeResponse,
} from './read-response.ts'
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

/** What all requests of the method have in common. */
type Form = IdFormat & { resolvesLinks: boolean; wantsStreamPositions: boolean }

const formOf = ({ request }: ReadCall): Form => ({
  structuredIds: request.getOptions()?.getUuidOption()?.hasStructured() === true,
  resolvesLinks: request.getOptions()?.getResolveLinks() === true,
  wantsStreamPositions: (request.getOptions()?.getControlOption()?.getCompatibility() ?? 0) >= 1,
})

const sendResponses = async (call: ReadCall, source: Source, responses: ResponseStream): Promise<void> => {
  const request = readRequest(call.request)
  const reader: Reader = { source, responses, form: formOf(call) }
  switch (request.kind) {
    case 'readStream':
      return sendStream(reader, request)
    case 'readAll':
      for await (const page of readAll(source, request)) await sendEvents(reader, page)
      return
    case 'subscribeStream':
      return sendMessages(reader, subscribeStream(source, request, responses.signal))
    case 'subscribeAll':
      return sendMessages(reader, subscribeAll(source, request, responses.signal))
  }
}

type Reader = { source: Source; responses: ResponseStream; form: Form }

const sendStream = async (reader: Reader, request: StreamReadOptions): Promise<void> => {
  const { source, responses, form } = reader
  const info = await loadStreamInfo(source, request.stream)
  if (info.tombstoned) throw streamDeleted(request.stream)
  if (isMissing(info)) return responses.send(notFoundResponse(request.stream))
  const first = firstPositionToReport(info, request)
  if (form.wantsStreamPositions && first !== undefined) await responses.send(firstPositionResponse(first))
  let { lastRevision } = info
  for await (const page of readStream(source, info, request)) {
    await sendEvents(reader, page)
    lastRevision = Math.max(lastRevision, page.at(-1)?.revision ?? 0)
  }
  if (form.wantsStreamPositions) await responses.send(lastPositionResponse(lastRevision))
}

const sendEvents = async ({ source, responses, form }: Reader, events: RecordedEvent[]): Promise<void> => {
  for await (const event of resolveLinks(source, events, form.resolvesLinks))
    await responses.send(eventResponse(event, form))
}

const sendMessages = async (reader: Reader, messages: AsyncIterable<SubscriptionMessage>): Promise<void> => {
  const subscriptionId = randomUUID()
  for await (const message of messages) {
    if (message.kind === 'streamDeleted') throw streamDeleted(message.stream)
    if (message.kind === 'event') await sendEvents(reader, [message.event])
    else await reader.responses.send(noticeResponse(message, subscriptionId))
  }
}
