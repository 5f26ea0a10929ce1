import { tmpdir } from 'node:os'
import { test } from '@jest/globals'
import { errorCode } from '../../../process/error-code.ts'
import { ensureKafkaJars, requireJava } from '../kafka/jars.ts'

/** Codes of StartError that mean: this machine does not have what a broker needs. */
const absenceCodes = new Set<string | undefined>([
  'KAFKA_NEEDS_JAVA',
  'KAFKA_NEEDS_MAVEN',
  'KAFKA_FETCH_FAILED',
])

/**
 * Returns why no real broker can be started on this machine, or undefined when one can.
 * @throws StartError when CI=true and something is missing: there these tests must run
 */
const reasonToSkip = async (): Promise<string | undefined> => {
  try {
    requireJava()
    await ensureKafkaJars(tmpdir(), () => undefined)
    return undefined
  } catch (error) {
    if (process.env.CI === 'true' || !absenceCodes.has(errorCode(error))) throw error
    return error instanceof Error ? error.message : String(error)
  }
}

/** Returns a `test` for tests that need a real broker. Where none can be started it skips them. */
export const kafkaTest = async () => {
  const reason = await reasonToSkip()
  if (reason !== undefined) process.stderr.write(`Skipped, because no Kafka can be started here: ${reason}\n`)
  const register = reason === undefined ? test : test.skip
  return (name: string, work: () => Promise<void>, timeoutMs = 120_000): void =>
    register(name, work, timeoutMs)
}
