import type { MSKEvent } from 'aws-lambda'
import type { TopicRecord } from '../../../lambda/runtime.ts'
import type { TopicMapping } from '../manifest-schema.ts'

/** One event source mapping of the manifest: which function processes which topic, and how it is invoked. */
export type EventSource = {
  functionKey: string
  mapping: TopicMapping
  eventSourceArn: string
  bootstrapServers: string
  invoke(event: MSKEvent): Promise<unknown>
}

/** All running event sources of the host. */
export type EventSources = {
  /** True when the records come from a Kafka broker. */
  onBroker: boolean
  /**
   * Resolves when every function of the topic has processed the records. Only without a broker.
   * @throws PublishError when they were not processed in time, or when there is a broker
   */
  publish(topic: string, records: readonly TopicRecord[]): Promise<void>
  stop(): Promise<void>
}

export class PublishError extends Error {
  readonly code = 'RECORDS_NOT_TAKEN'
}
