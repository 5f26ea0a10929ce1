import { join } from 'node:path'
import { ensurePythonPackages } from '../../local/child-process/python-packages.ts'

const awsTools = {
  name: 'aws-tools',
  what: 'moto and cfn-lint, about 300 MB',
  requirements: join(import.meta.dirname, 'requirements.txt'),
  codes: { noPython: 'AWS_TOOLS_NEED_PYTHON', installFailed: 'AWS_TOOLS_FETCH_FAILED' },
}

/**
 * Returns the Python that has moto and cfn-lint. They are installed once, from PyPI, into the cache of this
 * user (about 300 MB).
 * @throws AWS_TOOLS_NEED_PYTHON when there is no python3 with venv on the PATH
 * @throws AWS_TOOLS_FETCH_FAILED when they cannot be installed
 * @throws DATA_DIR_NOT_WRITABLE when there is no folder for them
 */
export const ensureAwsTools = async (log: (line: string) => void): Promise<string> =>
  join(await ensurePythonPackages(awsTools, log), 'python')
