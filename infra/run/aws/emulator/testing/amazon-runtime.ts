import { tmpdir } from 'node:os'
import { test } from '@jest/globals'
import { findOrSkip, showProgress } from '../../../local/testing/find-or-skip.ts'
import { cannotPackage, preparePackaging } from '../../testing/packaged-service.ts'
import { ensureAmazonRuntime } from '../amazon-runtime.ts'

/**
 * Returns Amazon's runtime, and a `test` for tests that need it. Where it cannot be installed they are
 * skipped.
 * @throws StartError when CI=true and something is missing: there these tests must run
 */
export const amazonRuntimeTest = async () => {
  const runtime = await findOrSkip({
    otherwise: 'the runtime of Lambda cannot be installed here',
    absenceCodes: [
      'LAMBDA_RUNTIME_NEEDS_LINUX',
      'LAMBDA_RUNTIME_NEEDS_TOOLS',
      'LAMBDA_RUNTIME_INSTALL_FAILED',
      cannotPackage,
    ],
    find: () => preparePackaging().then(() => ensureAmazonRuntime(tmpdir(), showProgress)),
  })
  const register = runtime === undefined ? test.skip : test
  const runtimeTest = (name: string, work: () => Promise<void>, timeoutMs = 300_000): void =>
    register(name, work, timeoutMs)
  return { runtime, runtimeTest }
}
