import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { environment } from '../../../config/environment.ts'
import { StartError } from '../../local/child-process/start-error.ts'

const run = promisify(execFile)
const requirements = join(import.meta.dirname, 'requirements.txt')

/**
 * Returns the Python that has moto and cfn-lint. They are installed once, from PyPI, into the cache of this
 * user (about 300 MB).
 * @throws AWS_TOOLS_NEED_PYTHON when there is no python3 with venv on the PATH
 * @throws AWS_TOOLS_FETCH_FAILED when they cannot be installed
 */
export const ensureAwsTools = async (log: (line: string) => void = () => undefined): Promise<string> => {
  const folder = cacheFolder()
  const python = join(folder, 'bin/python')
  if (existsSync(python)) return python
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(`${folder}.unfinished-`)
  try {
    await run('python3', ['-m', 'venv', draft]).catch((cause) => {
      const advice = 'on Debian: apt-get install python3-venv'
      throw new StartError('AWS_TOOLS_NEED_PYTHON', `python3 with venv is needed (${advice})`, cause)
    })
    log('Installing moto and cfn-lint (about 300 MB, once)')
    await install(join(draft, 'bin/python'))
    if (!existsSync(folder)) renameSync(draft, folder)
    return python
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Another list of packages is another folder. */
const cacheFolder = (): string => {
  const cache = environment().XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  return join(cache, 'finance-service', `aws-tools-${version}`)
}

const install = async (python: string): Promise<void> => {
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
  await run(python, args, { maxBuffer: 10_000_000 }).catch((cause) => {
    throw new StartError('AWS_TOOLS_FETCH_FAILED', 'pip could not install moto and cfn-lint', cause)
  })
}
