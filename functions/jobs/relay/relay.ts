import type { TopicRecord } from '../../../infra/lambda/runtime.ts'
import { log } from '../../../infra/observability/log.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import type { Checkpoint, Page } from './checkpoint.ts'
import { keepRenewed, type Lease, letGo, moveOn, poke } from './lease.ts'

/** What a relay works with. `timeIsUp` tells it to stop between two pages and leave the rest to a successor. */
export type Relay = {
  sql: Sql
  readPage(checkpoint: Checkpoint): Promise<Page>
  publish(records: TopicRecord[]): Promise<void>
  timeIsUp(): boolean
}

export type Relayed =
  | { outcome: 'busy'; busyForMs: number }
  | { outcome: 'done' | 'lost' | 'unfinished'; published: number }

/**
 * Publishes everything behind the checkpoint unless another relay is at it. Each page is published before the checkpoint
 * moves: after a crash its events are published again (at least once), and the first occurrences of a stream's events are in
 * order, because nobody publishes an event before all that precede it.
 * @throws what reading and publishing throw; the lease is let go before
 */
export const relay = async (parts: Relay, holder: string): Promise<Relayed> => {
  const lease = await poke(parts.sql, holder)
  if ('busyForMs' in lease) return { outcome: 'busy', busyForMs: lease.busyForMs }
  const renewing = keepRenewed(parts.sql, lease)
  try {
    return await relayPages(parts, lease)
  } catch (error) {
    await letGo(parts.sql, lease).catch((cause) =>
      log('warn', 'The relay could not let its lease go', { cause }),
    )
    throw error
  } finally {
    renewing.stop()
  }
}

const relayPages = async (parts: Relay, taken: Lease): Promise<Relayed> => {
  let lease = taken
  let published = 0
  for (;;) {
    const page = await parts.readPage(lease.checkpoint)
    await parts.publish(page.records)
    published += page.records.length
    lease = { ...lease, checkpoint: page.last ?? lease.checkpoint }
    const now = await moveOn(parts.sql, lease, page.atEnd)
    if (now === 'let go') return { outcome: 'done', published }
    if (now === 'lost') return { outcome: 'lost', published }
    lease = { ...lease, pokes: now.pokes }
    if (parts.timeIsUp()) {
      await letGo(parts.sql, lease)
      return { outcome: 'unfinished', published }
    }
  }
}
