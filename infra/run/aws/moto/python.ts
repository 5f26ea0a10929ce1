import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { install } from '../../local/child-process/install.ts'
import { StartError } from '../../local/child-process/start-error.ts'
import { cachedFolder } from '../../local/data-folder/cached-folder.ts'

const requirements = join(import.meta.dirname, 'requirements.txt')

/**
 * Returns the Python that has moto and cfn-lint. They are installed once, from PyPI, into the cache of this
 * user (about 300 MB).
 * @throws AWS_TOOLS_NEED_PYTHON when there is no python3 with venv on the PATH
 * @throws AWS_TOOLS_FETCH_FAILED when they cannot be installed
 * @throws DATA_DIR_NOT_WRITABLE when there is no folder for them
 */
export const ensureAwsTools = async (log: (line: string) => void): Promise<string> => {
  // Another list of packages is another folder.
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const name = `aws-tools-${version}`
  const folder = await cachedFolder({ name, fallback: tmpdir() }, (draft) => fill(draft, log))
  return join(folder, 'bin/python')
}

const fill = async (folder: string, log: (line: string) => void): Promise<void> => {
  const what = 'Installing moto and cfn-lint (about 300 MB, once)'
  log(what)
  await install({ what, command: 'python3', args: ['-m', 'venv', folder], folder, log }).catch((cause) => {
    const advice = 'on Debian: apt-get install python3-venv'
    throw new StartError('AWS_TOOLS_NEED_PYTHON', `python3 with venv is needed (${advice})`, cause)
  })
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
  await install({ what, command: join(folder, 'bin/python'), args, folder, log }).catch((cause) => {
    throw new StartError('AWS_TOOLS_FETCH_FAILED', 'pip could not install moto and cfn-lint', cause)
  })
}
