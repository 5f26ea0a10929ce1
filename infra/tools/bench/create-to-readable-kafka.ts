import { join } from 'node:path'
import { errorCode } from '../../process/error-code.ts'
import { ensureKafkaJars, requireJava } from '../../run/local/kafka/jars.ts'
import { startKafka } from '../../run/local/kafka/start.ts'
import { measureCreateToReadable } from './create-to-readable.ts'
import { type Figure, notMeasured } from './figure.ts'
import { registerTenant, tenantId } from './requests.ts'
import { startService } from './service.ts'

const line = 'create to readable through Kafka, p99'
const boundMs = 250

export const createToReadableNotMeasured = (reason: string): Figure => notMeasured(line, reason)

type Options = { dataDir: string; rounds: number; log(line: string): void }

/** Measures the same with a real broker between relay and projection. It needs Java and Maven. */
export const measureCreateToReadableThroughKafka = async (options: Options): Promise<Figure> => {
  const { dataDir, rounds, log } = options
  const reason = await reasonWithoutKafka(options)
  if (reason !== undefined) return createToReadableNotMeasured(reason)
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
      log('measuring create to readable through Kafka')
      const execute = await service.clientFor('admin', tenantId)
      return await measureCreateToReadable(execute, { rounds, line, boundMs })
    } finally {
      await service.stop()
    }
  } finally {
    await kafka.stop()
  }
}

/** Returns why no broker can be started on this machine; undefined when one can. */
export const reasonWithoutKafka = async ({
  dataDir,
  log,
}: Pick<Options, 'dataDir' | 'log'>): Promise<string | undefined> => {
  try {
    requireJava()
    await ensureKafkaJars(dataDir, log)
    return undefined
  } catch (error) {
    if (error instanceof Error && errorCode(error)?.startsWith('KAFKA_')) return error.message
    throw error
  }
}
