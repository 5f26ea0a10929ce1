import { START } from '@eventstore/db-client'
import { callStore } from '../../../infra/event-store/client.ts'
import { cancelWhenSilent } from '../../../infra/event-store/read.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'

/** Events of invoices that the relay has not published, and the age of the oldest of them in seconds. */
export type Unpublished = { events: number; oldestSeconds: number }

/** More events are not read: it is enough to know that it is so many. */
export const maxEvents = 1_000

const readDeadlineMs = 3_000

type Checkpoint = { commit: bigint; prepare: bigint }

/**
 * Counts the events of invoices after the checkpoint of the relay, up to 1,000.
 * @throws StoreUnavailable when the checkpoint cannot be read
 * @throws EventStoreUnavailable when the events cannot be read
 */
export const readUnpublished = async (sql: Sql): Promise<Unpublished> => {
  const checkpoint = await readCheckpoint(sql)
  return callStore('reading $all', '$all', async (client) => {
    const maxCount = maxEvents + (checkpoint ? 1 : 0)
    const reading = client.readAll({ fromPosition: checkpoint ?? START, maxCount })
    const timer = cancelWhenSilent(reading, readDeadlineMs)
    const ages: number[] = []
    try {
      for await (const { event } of reading) {
        timer.refresh()
        if (!event?.streamId.startsWith('invoice-')) continue
        // The read includes the event of the checkpoint itself, which is published.
        if (
          checkpoint &&
          event.position?.commit === checkpoint.commit &&
          event.position.prepare === checkpoint.prepare
        )
          continue
        ages.push(Date.now() - event.created.getTime())
      }
    } finally {
      clearTimeout(timer)
    }
    return { events: ages.length, oldestSeconds: Math.max(0, ages[0] ?? 0) / 1000 }
  })
}

/** Undefined before the relay has published anything. */
const readCheckpoint = async (sql: Sql): Promise<Checkpoint | undefined> => {
  const [row] = await sql<{ commit: string; prepare: string }[]>`
    select checkpoint_commit::text as commit, checkpoint_prepare::text as prepare from finance.relay`
  if (!row || row.commit === '0') return undefined
  return { commit: BigInt(row.commit), prepare: BigInt(row.prepare) }
}
