import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context, EventBridgeEvent } from 'aws-lambda'
import { parseStream } from '../../../infra/event-store/stream-names.ts'
import type { NumberedRecord } from '../../../infra/kafka/direct-delivery.ts'
import { invoke } from '../../../infra/lambda/invoke.ts'
import { countShare, metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { count } from '../../../infra/observability/metrics.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { readLiveVersions } from '../../read-model/versions.ts'
import { readEventPage } from './event-page.ts'
import { publishPage } from './publish.ts'
import { type RelayResult, relay } from './relay.ts'

/** The schedule sends an EventBridge event, and the poke of a command an empty one. */
type Trigger = Partial<EventBridgeEvent<string, unknown>> | undefined

/**
 * No page is begun in this time at the end of an invocation: a page may take 3 s to read, and 5 s to publish
 * to Kafka. Without Kafka the projection may take all the time that is left; the page then fails, and the
 * next invocation publishes it again.
 */
const reserveMs = 10_000

/** Added to the remaining time of another relay's lease, so that the lease has ended after the pause. */
const marginMs = 50

/**
 * Publishes the new events of the event store. Every invocation counts as a poke; while one relay is active,
 * the others return at once. Every error is thrown, so that the platform repeats the invocation.
 * @throws EventStoreUnavailable when a page cannot be read
 * @throws CheckpointNotInStore when the store has no event at the checkpoint
 * @throws StoreUnavailable when the database is not reachable
 * @throws KafkaUnavailable or RecordsNotProcessed when a page cannot be published
 */
export const handler = metered(
  'relay',
  (trigger: Trigger, context: Context): Promise<RelayResult> => runInSpan(trigger, context),
)

const runInSpan = (trigger: Trigger, context: Context): Promise<RelayResult> =>
  traceInvocation('relay', {}, async () => {
    try {
      const first = await runRelay(context)
      const isTakeOver = first.outcome === 'busy' && trigger?.source === 'aws.events'
      const last = isTakeOver ? await takeOver(first.busyForMs, context) : first
      if (last.outcome === 'unfinished') await invoke('relay', {}, 'Event')
      if (last.outcome === 'lost')
        log('warn', 'The relay took too long and was replaced by another', { published: last.published })
      return last
    } catch (error) {
      log('error', 'The relay failed', { error })
      throw error
    }
  })

/**
 * Waits until the lease of a relay that may have been killed has ended. Pokes that came during that lease
 * returned at once, and their events must not wait for the next run of the schedule. A relay that is alive
 * renews its lease and keeps it.
 */
const takeOver = async (busyForMs: number, context: Context): Promise<RelayResult> => {
  await pause(Math.max(0, busyForMs) + marginMs)
  return runRelay(context)
}

const runRelay = (context: Context): Promise<RelayResult> =>
  relay(
    {
      sql: database('writer'),
      readEventPage: (position) => readEventPage(position),
      publish: countAndPublish,
      isTimeUp: () => context.getRemainingTimeInMillis() < reserveMs,
    },
    randomUUID(),
  )

const countAndPublish = async (records: readonly NumberedRecord[]): Promise<void> => {
  for (const { key } of records) countShare(parseStream(key)?.tenantId ?? '')
  await publishPage(records, () => readLiveVersions(database('writer')))
  count('relay_published_events_total', {}, records.length)
}
