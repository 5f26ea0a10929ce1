import { setTimeout as pause } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import type { KafkaConnection } from '../../../kafka/connection.ts'
import { log } from '../../../observability/log.ts'

const pollMs = 500
/** A line a minute. */
const looksPerLine = 60_000 / pollMs

/**
 * Waits until the topic exists, because nobody can join a group for one that does not: whoever publishes
 * first makes it. Returns at once when the signal aborts.
 * @throws an error of the client when no broker responds
 */
export const waitForTopic = async (
  connection: KafkaConnection,
  topic: string,
  signal: AbortSignal,
): Promise<void> => {
  const admin = new Admin({ ...connection, retries: 0, timeout: 5_000, connectTimeout: 3_000 })
  try {
    for (let looks = 0; !signal.aborted; looks++) {
      if ((await admin.listTopics({})).includes(topic)) return
      if (looks % looksPerLine === 0)
        log('info', 'Waits for a topic that does not exist yet or that the user may not see', { topic })
      await pause(pollMs, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    await admin.close().catch(() => undefined)
  }
}
