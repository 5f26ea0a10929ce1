import { type AllStreamRecordedEvent, type EventStoreDBClient, START } from '@eventstore/db-client'
import { callStore } from '../../../infra/event-store/client.ts'
import { receiveEvents } from '../../../infra/event-store/receive-events.ts'
import { isPublishedStream } from '../../../infra/event-store/stream-names.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'

/**
 * Events of invoices and receipts that the relay has not published, and the age of the oldest of them in
 * seconds.
 */
export type Unpublished = { events: number; oldestSeconds: number }

/** More events are not counted: it is enough to know that it is so many. */
export const maxEvents = 1_000

/**
 * Events of all kinds that are looked at. Those of registers, of tenants and of the store itself are among
 * them, and a relay that works passes them, too.
 */
const maxLookedAt = 20_000

/** A read that receives nothing for so long fails. */
const silentMs = 3_000

type Checkpoint = { commit: bigint; prepare: bigint }

/**
 * Counts the events of invoices and receipts after the checkpoint of the relay, up to 1,000. If too many
 * events of other kinds are among them to reach the end, the relay is far behind, which counts as 1,000.
 * @throws StoreUnavailable when the checkpoint cannot be read
 * @throws EventStoreUnavailable when the events cannot be read
 */
export const readUnpublished = async (
  sql: Sql,
  limits = { events: maxEvents, lookedAt: maxLookedAt },
): Promise<Unpublished> => {
  const checkpoint = await readCheckpoint(sql)
  return callStore('reading $all', '$all', async (client) => {
    let [events, lookedAt] = [0, 0]
    let oldestAt: number | undefined
    let lastAt = Date.now()
    for await (const event of readAfter(client, checkpoint, limits.lookedAt)) {
      lookedAt++
      lastAt = event.created.getTime()
      if (!isPublishedStream(event.streamId)) continue
      oldestAt ??= lastAt
      if (++events === limits.events) break
    }
    if (lookedAt === limits.lookedAt) events = limits.events
    const waitsSince = events === 0 ? undefined : (oldestAt ?? lastAt)
    return {
      events,
      oldestSeconds: waitsSince === undefined ? 0 : Math.max(0, Date.now() - waitsSince) / 1000,
    }
  })
}

/** The events after the checkpoint, which a read includes itself. */
async function* readAfter(
  client: EventStoreDBClient,
  checkpoint: Checkpoint | undefined,
  maxCount: number,
): AsyncGenerator<AllStreamRecordedEvent> {
  const isPublished = ({ position }: AllStreamRecordedEvent): boolean =>
    position.commit === checkpoint?.commit && position.prepare === checkpoint.prepare
  const reading = client.readAll({
    fromPosition: checkpoint ?? START,
    maxCount: maxCount + (checkpoint ? 1 : 0),
  })
  for await (const { event } of receiveEvents(reading, silentMs))
    if (event?.position && !isPublished(event)) yield event
}

/** Undefined before the relay has published anything. */
const readCheckpoint = async (sql: Sql): Promise<Checkpoint | undefined> => {
  const [row] = await sql<{ commit: string; prepare: string }[]>`
    select checkpoint_commit::text as commit, checkpoint_prepare::text as prepare from finance.relay`
  if (!row || row.commit === '0') return undefined
  return { commit: BigInt(row.commit), prepare: BigInt(row.prepare) }
}
