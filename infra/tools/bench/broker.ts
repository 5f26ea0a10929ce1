import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { startKafka } from '../../run/local/kafka/start.ts'
import { registerTenant, tenantId } from './business.ts'
import { type Figure, notMeasured } from './figure.ts'
import { readable } from './reading.ts'
import { startService } from './service.ts'

const line = 'create to readable p99, through Kafka'

/** The way of an event over a real broker, where Java and Maven are. */
export const throughBroker = async (
  dataDir: string,
  rounds: number,
  log: (line: string) => void,
): Promise<Figure> => {
  const missing = ['java', 'mvn'].filter(
    (program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).error !== undefined,
  )
  if (missing.length > 0) return notMeasured(line, `${missing.join(' and ')} is not here`)
  log('starting Kafka')
  const kafka = await startKafka({ dataDir, log })
  try {
    const service = await startService({
      dataDir: join(dataDir, 'with-kafka'),
      log,
      environment: { KAFKA_BROKERS: kafka.brokers },
    })
    try {
      await registerTenant(service)
      log('reading back through Kafka')
      return await readable(await service.as('admin', tenantId), rounds, { line, bound: 250 })
    } finally {
      await service.stop()
    }
  } finally {
    await kafka.stop()
  }
}
