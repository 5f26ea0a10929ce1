import type { NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { log } from '../../../infra/observability/log.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { withoutTimeLimit } from '../../../infra/process/time-left.ts'
import type { EventPage, RelayPosition } from './event-page.ts'
import { keepLeaseRenewed, type Lease, moveCheckpoint, poke, releaseLease } from './lease.ts'

/**
 * What a relay works with. When `isTimeUp`, it stops after the current page, and a successor does the rest.
 */
export type RelayParts = {
  sql: Sql
  readEventPage(position: RelayPosition): Promise<EventPage>
  publish(records: readonly NumberedRecord[]): Promise<void>
  isTimeUp(): boolean
}

export type RelayResult =
  | { outcome: 'busy'; busyForMs: number }
  | { outcome: 'done' | 'lost' | 'unfinished'; published: number }

/**
 * Publishes every event after the checkpoint, unless another relay is active. Each page is published before
 * the checkpoint moves: after a crash its events are published again (at least once). The first occurrences
 * of a stream's events are in order, because no event is published before all that precede it.
 *
 * The lease is released before any error is thrown, including an error of `publish`.
 * @throws EventStoreUnavailable when a page cannot be read
 * @throws CheckpointNotInStore when the store has no event at the checkpoint
 */
export const relay = async (parts: RelayParts, holder: string): Promise<RelayResult> => {
  const lease = await poke(parts.sql, holder)
  if ('busyForMs' in lease) return { outcome: 'busy', busyForMs: lease.busyForMs }
  const renewal = keepLeaseRenewed(parts.sql, lease)
  try {
    return await relayPages(parts, lease)
  } catch (error) {
    // A page may have failed because the time was over: what is kept for the answer is enough for this.
    await withoutTimeLimit(() => releaseLease(parts.sql, lease)).catch((cause) =>
      log('warn', 'The relay could not release its lease', { cause }),
    )
    throw error
  } finally {
    renewal.stop()
  }
}

const relayPages = async (parts: RelayParts, first: Lease): Promise<RelayResult> => {
  let lease = first
  let published = 0
  for (;;) {
    const page = await parts.readEventPage(lease)
    await parts.publish(page.records)
    published += page.records.length
    lease = { ...lease, checkpoint: page.last ?? lease.checkpoint, published: page.published }
    const moved = await moveCheckpoint(parts.sql, lease, page.atEnd)
    if (moved === 'released') return { outcome: 'done', published }
    if (moved === 'lost') return { outcome: 'lost', published }
    lease = { ...lease, pokes: moved.pokes }
    if (parts.isTimeUp()) {
      await releaseLease(parts.sql, lease)
      return { outcome: 'unfinished', published }
    }
  }
}
