import { spawnSync } from 'node:child_process'

const installed = (program: string): boolean => spawnSync(program, ['-version'], { stdio: 'ignore' }).error === undefined

/**
 * Whether a real broker can be started here. Where Java or Maven is missing that is said and the test has nothing to do; a CI
 * that lacks them has to fail, so there the answer is yes.
 */
export const kafkaCanRun = (name: string): boolean => {
  if (process.env.CI === 'true' || (installed('java') && installed('mvn'))) return true
  process.stderr.write(`not run, Java and Maven are not here: ${name}\n`)
  return false
}
