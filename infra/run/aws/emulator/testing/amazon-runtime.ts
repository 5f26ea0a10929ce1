import { tmpdir } from 'node:os'
import { test } from '@jest/globals'
import { errorCode } from '../../../../process/error-code.ts'
import { type AmazonRuntime, ensureAmazonRuntime } from '../amazon-runtime.ts'

/** Codes of StartError that mean: this machine does not have what the runtime needs. */
const absenceCodes = new Set<string | undefined>([
  'LAMBDA_RUNTIME_NEEDS_LINUX',
  'LAMBDA_RUNTIME_NEEDS_TOOLS',
  'LAMBDA_RUNTIME_INSTALL_FAILED',
])

const showProgress = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * Returns Amazon's runtime; undefined where it cannot be installed, after one line that says why.
 * @throws StartError when CI=true and something is missing: there these tests must run
 */
const findAmazonRuntime = async (): Promise<AmazonRuntime | undefined> => {
  try {
    return await ensureAmazonRuntime(tmpdir(), showProgress)
  } catch (error) {
    if (process.env.CI === 'true' || !absenceCodes.has(errorCode(error))) throw error
    const reason = error instanceof Error ? error.message : error
    process.stderr.write(`Skipped, because the runtime of Lambda cannot be installed here: ${reason}\n`)
    return undefined
  }
}

/** Amazon's runtime, and a `test` for tests that need it. */
export const amazonRuntimeTest = async () => {
  const runtime = await findAmazonRuntime()
  const register = runtime === undefined ? test.skip : test
  const runtimeTest = (name: string, work: () => Promise<void>, timeoutMs = 300_000): void =>
    register(name, work, timeoutMs)
  return { runtime, runtimeTest }
}
