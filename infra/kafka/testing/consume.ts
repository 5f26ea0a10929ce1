import { randomUUID } from 'node:crypto'
import { Consumer, stringDeserializers } from '@platformatic/kafka'

export type Consumed = { key: string; value: string; partition: number; headers: Map<string, string> }

type Request = {
  brokers: string
  topic: string
  count: number
  /** Only records with this key are counted and returned. */
  key?: string
}

/** Reads a topic from its beginning, and returns the first `count` records once they are there. */
export const consume = async ({ brokers, topic, count, key }: Request): Promise<Consumed[]> => {
  const consumer = new Consumer({
    groupId: randomUUID(),
    clientId: 'test',
    bootstrapBrokers: [brokers],
    deserializers: stringDeserializers,
  })
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false })
  const records: Consumed[] = []
  for await (const record of stream) {
    if (key === undefined || record.key === key) records.push(record)
    if (records.length === count) break
  }
  await stream.close()
  await consumer.close(true)
  return records
}
