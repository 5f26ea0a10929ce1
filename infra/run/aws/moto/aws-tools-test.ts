import { test } from '@jest/globals'
import { errorCode } from '../../../process/error-code.ts'
import { ensureAwsTools } from './python.ts'

const absenceCodes = new Set<string | undefined>(['AWS_TOOLS_NEED_PYTHON', 'AWS_TOOLS_FETCH_FAILED'])

/**
 * Returns why moto and cfn-lint cannot run on this machine, or undefined when they can.
 * @throws StartError when CI=true and they cannot: there these tests must run
 */
const reasonToSkip = async (): Promise<string | undefined> => {
  try {
    await ensureAwsTools((line) => process.stderr.write(`${line}\n`))
    return undefined
  } catch (error) {
    if (process.env.CI === 'true' || !absenceCodes.has(errorCode(error))) throw error
    return error instanceof Error ? error.message : String(error)
  }
}

/** Returns a `test` for tests that need moto or cfn-lint. Where they cannot run it skips them. */
export const awsToolsTest = async () => {
  const reason = await reasonToSkip()
  if (reason !== undefined) process.stderr.write(`Skipped, because moto cannot run here: ${reason}\n`)
  return reason === undefined ? test : test.skip
}
