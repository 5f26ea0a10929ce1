import { tmpdir } from 'node:os'
import { test } from '@jest/globals'
import { ensureKafkaJars, requireJava } from '../kafka/jars.ts'

const absent = new Set(['KAFKA_NEEDS_JAVA', 'KAFKA_NEEDS_MAVEN', 'KAFKA_FETCH_FAILED'])

/** Why no real broker can be started here, undefined where one can. A CI that lacks what it takes has to fail. */
const missing = async (): Promise<string | undefined> => {
  try {
    requireJava()
    await ensureKafkaJars(tmpdir(), () => undefined)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (process.env.CI === 'true' || !absent.has(code)) throw error
    return error instanceof Error ? error.message : code
  }
}

/** Registers tests that need a real broker: where none can be started they are skipped, with one line that says why. */
export const kafkaTest = async () => {
  const reason = await missing()
  if (reason !== undefined) process.stderr.write(`skipped, no real broker here: ${reason}\n`)
  const register = reason === undefined ? test : test.skip
  return (name: string, work: () => Promise<void>, timeout = 120_000): void => register(name, work, timeout)
}
