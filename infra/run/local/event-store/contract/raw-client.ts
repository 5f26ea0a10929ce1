import shared from '@eventstore/db-client/generated/shared_pb.js'
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { credentials } from '@grpc/grpc-js'

export { shared, streams }

/** The generated service client, for requests that the wrapped client cannot send. */
export const rawClient = (connectionString: string): StreamsClient =>
  new StreamsClient(
    connectionString.replace(/^esdb(\+discover)?:\/\/(.*@)?/, '').replace(/\?.*$/, ''),
    credentials.createInsecure(),
  )

type Expression = { prefixes?: string[]; regex?: string }

export type Filter = { stream?: Expression; type?: Expression; backwards: boolean; count?: number }

/**
 * Reads $all with a filter and returns the `n` of each event. The wrapped client filters subscriptions only.
 */
export const readFiltered = (connectionString: string, filter: Filter): Promise<number[]> => {
  const client = rawClient(connectionString)
  const found: number[] = []
  return new Promise<number[]>((resolve, reject) => {
    const call = client.read(filteredRequest(filter))
    call.on('data', (response: streams.ReadResp) => {
      const data = response.getEvent()?.getEvent()?.getData_asU8()
      if (data !== undefined) found.push(JSON.parse(Buffer.from(data).toString('utf8')).n)
    })
    call.on('error', reject)
    call.on('end', () => resolve(found))
  }).finally(() => client.close())
}

const filteredRequest = ({ stream, type, backwards, count = 1000 }: Filter): streams.ReadReq => {
  const { Options } = streams.ReadReq
  const wanted = stream ?? type ?? {}
  const expression = new Options.FilterOptions.Expression()
    .setPrefixList(wanted.prefixes ?? [])
    .setRegex(wanted.regex ?? '')
  const filter = new Options.FilterOptions().setCount(new shared.Empty()).setCheckpointintervalmultiplier(1)
  if (stream === undefined) filter.setEventType(expression)
  else filter.setStreamIdentifier(expression)
  const all = new Options.AllOptions()
  if (backwards) all.setEnd(new shared.Empty())
  else all.setStart(new shared.Empty())
  return new streams.ReadReq().setOptions(
    new Options()
      .setAll(all)
      .setFilter(filter)
      .setCount(String(count))
      .setReadDirection(backwards ? 1 : 0)
      .setUuidOption(new Options.UUIDOption().setString(new shared.Empty())),
  )
}
