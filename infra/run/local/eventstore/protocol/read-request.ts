import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { invalid } from '../node-error.ts'
import { byPrefix, byRegex, type EventFilter, everything } from '../reading/filter.ts'
import type { AllRead } from '../reading/read-all.ts'
import type { StreamRead } from '../reading/read-stream.ts'
import type { AllSubscription } from '../reading/subscribe-all.ts'
import type { StreamSubscription } from '../reading/subscribe-stream.ts'
import { readStreamName } from './identity.ts'

export type ReadRequest =
  | ({ kind: 'readStream' } & StreamRead)
  | ({ kind: 'readAll' } & AllRead)
  | ({ kind: 'subscribeStream' } & StreamSubscription)
  | ({ kind: 'subscribeAll' } & AllSubscription)

/** EventStoreDB's window when the client names none. */
const defaultSearchWindow = 32

/** Streams.Read is four requests in one message; throws INVALID_ARGUMENT. Links are not made here, so resolving them changes nothing. */
export const readRequest = (request: ReadReq): ReadRequest => {
  const options = request.getOptions()
  if (options === undefined) throw invalid('The options of the read are missing')
  const stream = options.getStream()
  const all = options.getAll()
  if (stream !== undefined) return ofStream(options, stream)
  if (all !== undefined) return ofAll(options, all)
  throw invalid('A read must name a stream or $all')
}

const ofStream = (options: ReadReq.Options, streamOptions: ReadReq.Options.StreamOptions): ReadRequest => {
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

const ofAll = (options: ReadReq.Options, allOptions: ReadReq.Options.AllOptions): ReadRequest => {
  const position = allOptions.getPosition()
  const from =
    position !== undefined ? wholeNumber(position.getCommitPosition()) : allOptions.hasEnd() ? 'end' : 'start'
  const filter = filterOf(options.getFilter())
  if (!options.hasSubscription()) return { kind: 'readAll', from, filter, ...directionAndCount(options) }
  return {
    kind: 'subscribeAll',
    after: from === 'start' ? 0 : from,
    filter,
    checkpointEvery: checkpointEvery(options.getFilter()),
  }
}

const directionAndCount = (options: ReadReq.Options): { backwards: boolean; count: number } => ({
  backwards: options.getReadDirection() === 1,
  count: options.hasCount() ? wholeNumber(options.getCount()) : Number.MAX_SAFE_INTEGER,
})

const wholeNumber = (text: string): number =>
  Math.min(Number(BigInt.asUintN(64, BigInt(text))), Number.MAX_SAFE_INTEGER - 1)

const filterOf = (options: ReadReq.Options.FilterOptions | undefined): EventFilter => {
  const expression = options?.getStreamIdentifier() ?? options?.getEventType()
  if (options === undefined || expression === undefined) return everything
  const of = options.hasEventType() ? 'type' : 'stream'
  const prefixes = expression.getPrefixList()
  if (prefixes.some((prefix) => prefix.includes('\0')))
    throw invalid('A prefix cannot hold the character U+0000')
  if (prefixes.length > 0) return byPrefix(of, prefixes)
  if (expression.getRegex() !== '') return byRegex(of, expression.getRegex())
  throw invalid('A filter needs a prefix or a regular expression')
}

const checkpointEvery = (options: ReadReq.Options.FilterOptions | undefined): number | undefined => {
  if (options === undefined) return undefined
  const window = options.hasMax() ? options.getMax() : defaultSearchWindow
  return Math.max(1, window) * Math.max(1, options.getCheckpointintervalmultiplier())
}
