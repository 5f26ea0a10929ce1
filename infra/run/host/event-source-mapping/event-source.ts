import type { MSKEvent } from 'aws-lambda'
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
export type EventSources = { stop(): Promise<void> }
