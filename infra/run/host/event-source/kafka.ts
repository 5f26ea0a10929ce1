import { setTimeout as delay } from 'node:timers/promises'
import type { MSKEvent } from 'aws-lambda'
import type { KafkaConnection } from '../../../kafka/connection.ts'
import { log } from '../../../observability/log.ts'
import type { FunctionDeclaration } from '../manifest.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import { openSession, type Session } from './kafka-session.ts'
import { playMapping } from './mapping.ts'

type Options = {
  declaration: FunctionDeclaration
  mapping: TopicMapping
  connection: KafkaConnection
  groupId: string
  eventSourceArn: string
  invoke(functionKey: string, event: MSKEvent): Promise<unknown>
  backoff?: number
}

export type KafkaSource = { stop(): Promise<void> }

/**
 * Plays the event source mapping of one function on a real broker: joins the group, hands records over in batches, commits
 * what was taken, and starts again with growing pauses whenever the broker goes away.
 */
export const playKafka = (options: Options): KafkaSource => {
  const { declaration, mapping } = options
  const stopping = new AbortController()
  const heldAtMost = 20 * mapping.batchSize
  let session: Session | undefined
  const played = playMapping({
    functionKey: declaration.key,
    batchSize: mapping.batchSize,
    windowSeconds: mapping.maximumBatchingWindow,
    source: {
      eventSourceArn: options.eventSourceArn,
      bootstrapServers: options.connection.bootstrapBrokers.join(','),
    },
    invoke: options.invoke,
    taken: async (records) => {
      await session?.commit(records)
      if (played.waiting() < heldAtMost / 2) session?.resume()
    },
    ...(options.backoff === undefined ? {} : { backoff: options.backoff }),
  })

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const current = openSession({
        connection: options.connection,
        groupId: options.groupId,
        mapping,
        records: played,
        heldAtMost,
      })
      session = current
      const joined = performance.now()
      const error = await Promise.race([current.failed, aborted(stopping.signal)])
      if (stopping.signal.aborted) break
      if (performance.now() - joined > 30_000) failures = 0
      log('warn', 'Lost Kafka, joining again', { function: declaration.key, topic: mapping.topic, error })
      await current.close()
      played.forget()
      await delay(Math.min(5_000, 100 * 2 ** failures) * (0.5 + Math.random() / 2), undefined, {
        signal: stopping.signal,
      }).catch(() => {})
    }
  }
  const running = run()

  return {
    async stop() {
      await played.stop()
      stopping.abort()
      await running
      await session?.close()
    },
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
