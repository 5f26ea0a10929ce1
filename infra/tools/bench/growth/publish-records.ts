import { setTimeout as pause } from 'node:timers/promises'
import type { MSKRecord } from 'aws-lambda'
import { KafkaUnavailable } from '../../../kafka/errors.ts'
import { closeProducers, publish } from '../../../kafka/producer.ts'
import { invoiceTopic } from '../../../kafka/topic.ts'
import { eventsPerBatch, recordsInOrder } from './records-in-order.ts'

/**
 * Publishes the events of sample invoices to the topic, as the relay does: `publish-records.ts <tenant>
 * <invoices> <events>`. A separate process, because it connects to the broker of its environment.
 */

const attemptsMax = 10

const text = (base64: string): string => Buffer.from(base64, 'base64').toString()

/**
 * The relay too repeats what a busy broker did not acknowledge; a record that comes twice changes nothing.
 */
const publishPatiently = async (records: readonly MSKRecord[]): Promise<void> => {
  const page = records.map(({ key, value }) => ({ key: text(key), value: text(value), headers: {} }))
  for (let attempt = 1; ; attempt++) {
    try {
      return await publish(invoiceTopic, page)
    } catch (error) {
      if (!(error instanceof KafkaUnavailable) || attempt === attemptsMax) throw error
      await pause(1_000)
    }
  }
}

const [tenantId = '', invoices = '', events = ''] = process.argv.slice(2)
const records = recordsInOrder(tenantId, Number(invoices)).slice(0, Number(events))
for (let from = 0; from < records.length; from += eventsPerBatch)
  await publishPatiently(records.slice(from, from + eventsPerBatch).map(({ record }) => record))
await closeProducers()
