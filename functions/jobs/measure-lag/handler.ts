import { settings } from '../../../infra/config/settings.ts'
import { kafkaSettings } from '../../../infra/kafka/connection.ts'
import { readGroupLag } from '../../../infra/kafka/group-lag.ts'
import { invoiceTopic } from '../../../infra/kafka/topic.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { type GaugeName, setGauge } from '../../../infra/observability/metrics.ts'
import { database } from '../../../infra/postgres/database.ts'
import { projectionOf, readLiveVersions } from '../../read-model/versions.ts'
import { readUnpublished } from './unpublished.ts'

/** What was measured; undefined where its store did not respond. */
type Measured = Partial<Record<GaugeName, number | undefined>>

/**
 * Measures how far the relay and the projection are behind, and sets the gauges. It is a function of its own,
 * because a relay or a projection that is stuck cannot say so. A gauge whose store does not respond loses its
 * value, so that nobody takes an old value for the current one.
 */
const measure = async (): Promise<Measured> => {
  const [unpublished, unprojected, setAside] = await Promise.all([
    orUndefined('the events that are not published', readUnpublished(database('reader'))),
    orUndefined('the lag of the consumer group', readUnprojected()),
    orUndefined('the streams that are set aside', countSetAside()),
  ])
  const direct = unpublished && { records: unpublished.events, oldestSeconds: unpublished.oldestSeconds }
  const waiting = unprojected === 'no Kafka' ? direct : unprojected
  const measured: Measured = {
    relay_lag_events: unpublished?.events,
    projection_lag_events: waiting?.records,
    projection_lag_seconds: waiting && Math.max(waiting.oldestSeconds, unpublished?.oldestSeconds ?? 0),
    projection_set_aside_records: setAside,
  }
  for (const [name, value] of Object.entries(measured)) setGauge(name as GaugeName, value)
  return measured
}

export const handler = metered('measure-lag', measure, () => ({ tenantId: '' }))

/**
 * Without Kafka the relay invokes the projection itself: what it has published is projected. With two
 * versions of the read model it is the lag of the one that is further behind.
 */
const readUnprojected = async () => {
  const config = kafkaSettings()
  if (!config) return 'no Kafka'
  const { KAFKA_CONSUMER_GROUP_ID: prefix } = settings(['KAFKA_CONSUMER_GROUP_ID'])
  const versions = await readLiveVersions(database('reader'))
  const lags = await Promise.all(
    versions.map((version) => readGroupLag(config, `${prefix}-${projectionOf(version)}`, invoiceTopic)),
  )
  return {
    records: Math.max(0, ...lags.map(({ records }) => records)),
    oldestSeconds: Math.max(0, ...lags.map(({ oldestSeconds }) => oldestSeconds)),
  }
}

const countSetAside = async (): Promise<number> => {
  const [row] = await database('reader')<{ streams: number }[]>`
    select count(set_aside_at)::int as streams from finance.set_aside`
  return row?.streams ?? 0
}

const orUndefined = async <T>(what: string, reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading
  } catch (error) {
    log('warn', `Not measured: ${what}`, { error })
    return undefined
  }
}
