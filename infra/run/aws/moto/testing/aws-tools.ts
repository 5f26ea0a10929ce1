import { test } from '@jest/globals'
import { findOrSkip, showProgress } from '../../../local/testing/find-or-skip.ts'
import { cannotPackage, preparePackaging } from '../../testing/packaged-service.ts'
import { ensureAwsTools } from '../python.ts'

/**
 * Returns a `test` for tests that need moto or cfn-lint. Where they cannot run it skips them.
 * @throws StartError when CI=true and they cannot: there these tests must run
 */
export const awsToolsTest = async () => {
  const python = await findOrSkip({
    otherwise: 'moto cannot run here',
    absenceCodes: ['AWS_TOOLS_NEED_PYTHON', 'AWS_TOOLS_FETCH_FAILED', cannotPackage],
    find: () => preparePackaging().then(() => ensureAwsTools(showProgress)),
  })
  return python === undefined ? test.skip : test
}
