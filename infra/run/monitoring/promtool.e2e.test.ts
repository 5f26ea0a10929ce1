import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from '@jest/globals'
import { findOnPath } from '../local/child-process/find-on-path.ts'
import { StartError } from '../local/child-process/start-error.ts'
import { findOrSkip } from '../local/testing/find-or-skip.ts'

/** @throws PROMTOOL_MISSING when promtool is not on the PATH */
const findPromtool = (): string => {
  const program = findOnPath('promtool')
  if (program !== undefined) return program
  const advice = 'on Debian: apt-get install prometheus'
  throw new StartError('PROMTOOL_MISSING', `promtool must be on the PATH (${advice})`)
}

const promtool = await findOrSkip({
  otherwise: 'the alert rules cannot be checked here',
  absenceCodes: ['PROMTOOL_MISSING'],
  find: findPromtool,
})
const withPromtool = promtool === undefined ? test.skip : test

/** @throws Error with the output of promtool when it finds something */
const run = (...args: string[]): string =>
  execFileSync(promtool ?? '', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' })

withPromtool('promtool finds nothing in the rules and in the configuration of Prometheus', () => {
  run('check', 'rules', '--lint-fatal', 'alerts.yml')
  run('check', 'config', '--lint-fatal', 'prometheus.yml')
})

withPromtool('each rule raises its alert when it should, and not when it should not', () => {
  run('test', 'rules', join(import.meta.dirname, 'alerts.test.yml'))
})
