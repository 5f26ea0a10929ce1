import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js'
import { type ExpectedRevision, type ProposedEvent, sizeInBytes } from '../event.ts'
import { invalid } from '../node-error.ts'
import type { WriteOutcome } from '../writing/write-request.ts'
import type { Writer } from '../writing/writer.ts'
import { maxAppendBytes, readExpectedRevision, readProposedEvent } from './append-request.ts'
import { shared, streams } from './generated.ts'
import { readStreamName } from './identifiers.ts'
import { appendTooLarge, asServiceError, streamDeleted } from './service-error.ts'

/** Streams.Append: a message with the options, then one for each event. */
export const append =
  (writer: Writer) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, respond: sendUnaryData<AppendResp>): void => {
    receiveAppend(call)
      .then(async ({ stream, expected, events }) => {
        const isAbandoned = () => call.cancelled
        const outcome = await writer.write({ kind: 'append', stream, expected, events, isAbandoned })
        respond(null, responseOf(stream, expected, outcome))
      })
      .catch((error: unknown) => {
        respond(asServiceError(error), null)
        call.resume()
      })
  }

type ReceivedAppend = { stream: string; expected: ExpectedRevision; events: ProposedEvent[] }

const receiveAppend = async (call: ServerReadableStream<AppendReq, AppendResp>): Promise<ReceivedAppend> => {
  let target: Omit<ReceivedAppend, 'events'> | undefined
  const events: ProposedEvent[] = []
  let bytes = 0
  for await (const message of call as AsyncIterable<AppendReq>) {
    const options = message.getOptions()
    if (options !== undefined) {
      const revision = options.hasRevision() ? options.getRevision() : undefined
      target = {
        stream: readStreamName(options.getStreamIdentifier()),
        expected: readExpectedRevision(options, revision),
      }
    }
    const proposed = message.getProposedMessage()
    if (proposed === undefined) continue
    const event = readProposedEvent(proposed)
    bytes += sizeInBytes(event)
    if (bytes > maxAppendBytes) throw appendTooLarge(maxAppendBytes)
    events.push(event)
  }
  if (target === undefined) throw invalid('The options of the append are missing')
  return { ...target, events }
}

const responseOf = (stream: string, expected: ExpectedRevision, outcome: WriteOutcome): AppendResp => {
  const response = new streams.AppendResp()
  switch (outcome.kind) {
    case 'written':
      return response.setSuccess(successOf(outcome))
    case 'wrongExpectedRevision':
      return response.setWrongExpectedVersion(wrongVersionOf(expected, outcome.current))
    case 'streamDeleted':
      throw streamDeleted(stream)
    case 'abandoned':
      throw invalid('The call was cancelled before the append was written')
  }
}

type Written = Extract<WriteOutcome, { kind: 'written' }>

const successOf = ({ revision, position }: Written): AppendResp.Success => {
  const message = new streams.AppendResp.Success()
  if (revision === undefined) message.setNoStream(new shared.Empty())
  else message.setCurrentRevision(String(revision))
  if (position === undefined) return message.setNoPosition(new shared.Empty())
  return message.setPosition(
    new streams.AppendResp.Position()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position)),
  )
}

const wrongVersionOf = (
  expected: ExpectedRevision,
  current: number | undefined,
): AppendResp.WrongExpectedVersion => {
  const message = new streams.AppendResp.WrongExpectedVersion()
  if (current === undefined) message.setCurrentNoStream(new shared.Empty())
  else message.setCurrentRevision(String(current))
  if (expected === 'any') return message.setExpectedAny(new shared.Empty())
  if (expected === 'no_stream') return message.setExpectedNoStream(new shared.Empty())
  if (expected === 'stream_exists') return message.setExpectedStreamExists(new shared.Empty())
  return message.setExpectedRevision(String(expected))
}
