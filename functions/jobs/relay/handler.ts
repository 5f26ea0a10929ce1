import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Context, EventBridgeEvent } from 'aws-lambda'
import { publish } from '../../../infra/kafka/producer.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { invoke } from '../../../infra/lambda/invoke.ts'
import { log } from '../../../infra/observability/log.ts'
import { inSpan } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { readPage } from './checkpoint.ts'
import { type Relayed, relay } from './relay.ts'

/** A command's poke says nothing; the schedule sends an EventBridge event. */
type Trigger = Partial<EventBridgeEvent<string, unknown>> | undefined

/** Milliseconds before the end of the invocation at which no further page is begun: reading one may take 3 s, publishing it 5. */
const reserve = 10_000

/**
 * Publishes what is new in the event store. Every invocation counts as a poke; all but one return at once.
 * A failure is thrown, so that the platform repeats the invocation.
 */
export const handler = async (trigger: Trigger, context: Context): Promise<Relayed> =>
  inSpan('relay', {}, async () => {
    try {
      const first = await attempt(context)
      const last =
        first.outcome === 'busy' && trigger?.source === 'aws.events'
          ? await takeOver(first.busyForMs, context)
          : first
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
 * The schedule waits for the lease of a relay that may have been killed: pokes that met its lease have gone, and what they
 * were about must not wait for the next round. One that lives renews its lease and needs no help.
 */
const takeOver = async (busyForMs: number, context: Context): Promise<Relayed> => {
  await after(Math.max(0, busyForMs) + 50)
  return attempt(context)
}

const attempt = (context: Context): Promise<Relayed> =>
  relay(
    {
      sql: database('writer'),
      readPage,
      publish: (records) => publish(invoiceTopic, records),
      timeIsUp: () => context.getRemainingTimeInMillis() < reserve,
    },
    randomUUID(),
  )
