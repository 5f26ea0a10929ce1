import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { invalid } from '../node-error.ts'
import { byPrefix, byRegex, type EventFilter, everything } from '../reading/filter.ts'
import type { AllReadOptions } from '../reading/read-all.ts'
import type { StreamReadOptions } from '../reading/read-stream.ts'
import type { AllSubscriptionOptions } from '../reading/subscribe-all.ts'
import type { StreamSubscriptionOptions } from '../reading/subscribe-stream.ts'
import { readStreamName } from './identifiers.ts'

export type ReadRequest =
  | ({ kind: 'readStream' } & StreamReadOptions)
  | ({ kind: 'readAll' } & AllReadOptions)
  | ({ kind: 'subscribeStream' } & StreamSubscriptionOptions)
  | ({ kind: 'subscribeAll' } & AllSubscriptionOptions)

/** EventStoreDB's search window, in events, when the client gives none. */
const defaultSearchWindow = 32

/**
 * The message of Streams.Read as one of the four requests that it can be.
 * @throws INVALID_ARGUMENT when the options, the stream name or the filter are missing or malformed
 */
export const readRequest = (message: ReadReq): ReadRequest => {
  const options = message.getOptions()
  if (options === undefined) throw invalid('The options of the read are missing')
  const stream = options.getStream()
  const all = options.getAll()
  if (stream !== undefined) return streamRequest(options, stream)
  if (all !== undefined) return allRequest(options, all)
  throw invalid('A read must name a stream or $all')
}

const streamRequest = (
  options: ReadReq.Options,
  streamOptions: ReadReq.Options.StreamOptions,
): ReadRequest => {
  const stream = readStreamName(streamOptions.getStreamIdentifier())
  const from = streamOptions.hasRevision()
    ? wholeNumber(streamOptions.getRevision())
    : streamOptions.hasEnd()
      ? 'end'
      : 'start'
  if (options.hasSubscription())
    return { kind: 'subscribeStream', stream, after: from === 'start' ? -1 : from }
  return { kind: 'readStream', stream, from, ...directionAndCount(options) }
}

const allRequest = (options: ReadReq.Options, allOptions: ReadReq.Options.AllOptions): ReadRequest => {
  const position = allOptions.getPosition()
  const from =
    position !== undefined ? wholeNumber(position.getCommitPosition()) : allOptions.hasEnd() ? 'end' : 'start'
  const filter = filterOf(options.getFilter())
  if (!options.hasSubscription()) return { kind: 'readAll', from, filter, ...directionAndCount(options) }
  return {
    kind: 'subscribeAll',
    after: from === 'start' ? 0 : from,
    filter,
    eventsPerCheckpoint: eventsPerCheckpoint(options.getFilter()),
  }
}

const directionAndCount = (options: ReadReq.Options): { backwards: boolean; count: number } => ({
  backwards: options.getReadDirection() === 1,
  count: options.hasCount() ? wholeNumber(options.getCount()) : Number.MAX_SAFE_INTEGER,
})

/** Numbers beyond what JavaScript represents exactly become the largest one. */
const wholeNumber = (text: string): number =>
  Math.min(Number(BigInt.asUintN(64, BigInt(text))), Number.MAX_SAFE_INTEGER - 1)

const filterOf = (options: ReadReq.Options.FilterOptions | undefined): EventFilter => {
  const expression = options?.getStreamIdentifier() ?? options?.getEventType()
  if (options === undefined || expression === undefined) return everything
  const field = options.hasEventType() ? 'type' : 'stream'
  const prefixes = expression.getPrefixList()
  if (prefixes.some((prefix) => prefix.includes('\0')))
    throw invalid('A prefix cannot contain the character U+0000')
  if (prefixes.length > 0) return byPrefix(field, prefixes)
  if (expression.getRegex() !== '') return byRegex(field, expression.getRegex())
  throw invalid('A filter must have a prefix or a regular expression')
}

const eventsPerCheckpoint = (options: ReadReq.Options.FilterOptions | undefined): number | undefined => {
  if (options === undefined) return undefined
  const window = options.hasMax() ? options.getMax() : defaultSearchWindow
  return Math.max(1, window) * Math.max(1, options.getCheckpointintervalmultiplier())
}
