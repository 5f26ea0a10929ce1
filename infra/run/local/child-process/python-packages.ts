import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cachedFolder } from '../data-folder/cached-folder.ts'
import { install } from './install.ts'
import { StartError } from './start-error.ts'

export type PythonPackages = {
  /** Of the folder in the cache. */
  name: string
  /** For people: `moto and cfn-lint`. */
  what: string
  /** Path of the list of packages with their versions. */
  requirements: string
  /** Code of the error when there is no python3 with venv, and when pip fails. */
  codes: { noPython: string; installFailed: string }
}

/**
 * Returns the folder with the programs of the packages, `python` among them. They are installed once, from
 * PyPI, into the cache of this user; another list of packages is another folder.
 * @throws StartError `codes.noPython` when there is no python3 with venv on the PATH
 * @throws StartError `codes.installFailed` when they cannot be installed
 * @throws DATA_DIR_NOT_WRITABLE when there is no folder for them
 */
export const ensurePythonPackages = async (
  packages: PythonPackages,
  log: (line: string) => void,
): Promise<string> => {
  const { name, requirements } = packages
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = await cachedFolder({ name: `${name}-${version}`, fallback: tmpdir() }, (draft) =>
    fill(draft, packages, log),
  )
  return join(folder, 'bin')
}

const fill = async (
  folder: string,
  { what, requirements, codes }: PythonPackages,
  log: (line: string) => void,
): Promise<void> => {
  const doing = `Installing ${what} (once)`
  log(doing)
  const makeFolder = ['-m', 'venv', folder]
  await install({ what: doing, command: 'python3', args: makeFolder, folder, log }).catch((cause) => {
    const advice = 'on Debian: apt-get install python3-venv'
    throw new StartError(codes.noPython, `python3 with venv is needed (${advice})`, cause)
  })
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
  await install({ what: doing, command: join(folder, 'bin/python'), args, folder, log }).catch((cause) => {
    throw new StartError(codes.installFailed, `pip could not install ${what}`, cause)
  })
}
