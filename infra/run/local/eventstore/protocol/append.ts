import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js'
import { type ExpectedRevision, type ProposedEvent, sizeOf } from '../event.ts'
import { invalid } from '../node-error.ts'
import type { WriteOutcome } from '../writing/request.ts'
import type { Writer } from '../writing/writer.ts'
import { shared, streams } from './generated.ts'
import { readStreamName } from './identity.ts'
import { maxAppendSize, readExpected, readProposed } from './proposed.ts'
import { appendTooLarge, asServiceError, streamDeleted } from './status.ts'

/** Streams.Append: the options first, then one message an event. */
export const append =
  (writer: Writer) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    received(call)
      .then(async ({ stream, expected, events }) => {
        const outcome = await writer.write({
          kind: 'append',
          stream,
          expected,
          events,
          abandoned: () => call.cancelled,
        })
        answer(null, response(stream, expected, outcome))
      })
      .catch((error: unknown) => {
        answer(asServiceError(error), null)
        call.resume()
      })
  }

type Received = { stream: string; expected: ExpectedRevision; events: ProposedEvent[] }

const received = async (call: ServerReadableStream<AppendReq, AppendResp>): Promise<Received> => {
  let target: Omit<Received, 'events'> | undefined
  const events: ProposedEvent[] = []
  let size = 0
  for await (const message of call as AsyncIterable<AppendReq>) {
    const options = message.getOptions()
    if (options !== undefined) {
      const revision = options.hasRevision() ? options.getRevision() : undefined
      target = {
        stream: readStreamName(options.getStreamIdentifier()),
        expected: readExpected(options, revision),
      }
    }
    const proposed = message.getProposedMessage()
    if (proposed === undefined) continue
    const event = readProposed(proposed)
    size += sizeOf(event)
    if (size > maxAppendSize) throw appendTooLarge(maxAppendSize)
    events.push(event)
  }
  if (target === undefined) throw invalid('The options of the append are missing')
  return { ...target, events }
}

const response = (stream: string, expected: ExpectedRevision, outcome: WriteOutcome): AppendResp => {
  const answer = new streams.AppendResp()
  switch (outcome.kind) {
    case 'written':
      return answer.setSuccess(success(outcome))
    case 'wrongExpectedRevision':
      return answer.setWrongExpectedVersion(wrong(expected, outcome.current))
    case 'streamDeleted':
      throw streamDeleted(stream)
    case 'abandoned':
      throw invalid('The call was given up before it was written')
  }
}

const success = ({
  revision,
  position,
}: {
  revision: number | undefined
  position: number | undefined
}): AppendResp.Success => {
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

const wrong = (expected: ExpectedRevision, current: number | undefined): AppendResp.WrongExpectedVersion => {
  const message = new streams.AppendResp.WrongExpectedVersion()
  if (current === undefined) message.setCurrentNoStream(new shared.Empty())
  else message.setCurrentRevision(String(current))
  if (expected === 'any') return message.setExpectedAny(new shared.Empty())
  if (expected === 'no_stream') return message.setExpectedNoStream(new shared.Empty())
  if (expected === 'stream_exists') return message.setExpectedStreamExists(new shared.Empty())
  return message.setExpectedRevision(String(expected))
}
