import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@jest/globals'
import { findOnPath } from '../child-process/find-on-path.ts'
import { install } from '../child-process/install.ts'
import { StartError } from '../child-process/start-error.ts'
import { cachedFolder } from '../data-folder/cached-folder.ts'
import { findOrSkip, showProgress } from './find-or-skip.ts'

const version = '7.0.4'
/** npm chooses no version of PM2's own dependencies that is younger. */
const dependenciesBefore = '2026-11-20'

/**
 * Returns the path of PM2's program. It is no devDependency, because only one test needs it and it brings 76
 * packages. It is in the cache of this user, or in the temporary folder where that cannot be written.
 * @throws PM2_NEEDS_NPM when npm is not on the PATH
 * @throws PM2_INSTALL_FAILED when npm fails
 */
const ensurePm2 = async (): Promise<string> => {
  const folder = await cachedFolder({ name: `pm2-${version}`, fallback: tmpdir() }, fill)
  return join(folder, 'node_modules/pm2/bin/pm2')
}

const fill = async (folder: string): Promise<void> => {
  if (findOnPath('npm') === undefined) throw new StartError('PM2_NEEDS_NPM', 'npm must be on the PATH')
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { pm2: version } }),
  )
  const what = `Installing PM2 ${version} (once)`
  showProgress(what)
  // npm passes its settings on, and this folder is none of this project.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)),
  )
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  const args = ['install', ...options, `--before=${dependenciesBefore}`]
  await install({ what, command: 'npm', args, folder, environment, log: showProgress }).catch((cause) => {
    const reason = cause instanceof Error ? cause.message : cause
    throw new StartError('PM2_INSTALL_FAILED', `PM2 could not be installed: ${reason}`, cause)
  })
}

/**
 * Returns a `test` for tests that need PM2, whose program they get. Where it cannot be installed they are
 * skipped.
 * @throws StartError when CI=true and it cannot be installed: there these tests must run
 */
export const pm2Test = async () => {
  const program = await findOrSkip({
    otherwise: 'PM2 cannot run here',
    absenceCodes: ['PM2_NEEDS_NPM', 'PM2_INSTALL_FAILED'],
    find: ensurePm2,
  })
  const register = program === undefined ? test.skip : test
  return (name: string, work: (program: string) => Promise<void>, timeoutMs: number): void =>
    register(name, () => work(program ?? ''), timeoutMs)
}
