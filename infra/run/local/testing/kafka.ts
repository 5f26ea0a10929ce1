import { tmpdir } from 'node:os'
import { test } from '@jest/globals'
import { ensureKafkaJars, requireJava } from '../kafka/jars.ts'
import { findOrSkip, showProgress } from './find-or-skip.ts'

/**
 * Returns a `test` for tests that need a real broker. Where none can be started it skips them.
 * @throws StartError when CI=true and something is missing: there these tests must run
 */
export const kafkaTest = async () => {
  const jars = await findOrSkip({
    otherwise: 'no Kafka can be started here',
    absenceCodes: ['KAFKA_NEEDS_JAVA', 'KAFKA_NEEDS_MAVEN', 'KAFKA_FETCH_FAILED'],
    find: () => {
      requireJava()
      return ensureKafkaJars(tmpdir(), showProgress)
    },
  })
  const register = jars === undefined ? test.skip : test
  return (name: string, work: () => Promise<void>, timeoutMs = 120_000): void =>
    register(name, work, timeoutMs)
}
