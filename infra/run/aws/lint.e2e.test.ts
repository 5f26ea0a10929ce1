import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, jest } from '@jest/globals'
import { ensureAwsTools } from './moto/python.ts'
import { awsToolsTest } from './moto/testing/aws-tools.ts'
import { refusedRules } from './refused-rules.ts'
import { packagedService } from './testing/packaged-service.ts'

// cfn-lint is installed once, and osls packages every function.
jest.setTimeout(600_000)
const withLint = await awsToolsTest()

const stacks = join(import.meta.dirname, 'stacks')

/** The package has no `__main__`, and its script names the Python of the folder where it was installed. */
const runLint = 'from cfnlint.runner import main; main()'

/** Returns what cfn-lint finds: `E3012:Resources/...: text`. Exit code 0 means nothing. */
const lint = async (args: readonly string[]): Promise<string[]> => {
  const python = await ensureAwsTools(() => undefined)
  const options = ['-c', runLint, '--regions', 'ap-southeast-1', '--format', 'parseable', ...args]
  return new Promise((resolve, reject) =>
    execFile(python, options, { maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      if (error !== null && stdout === '') reject(new Error(stderr || error.message))
      else resolve(stdout.split('\n').filter((line) => line !== ''))
    }),
  )
}

/** A line is `file:line:column:line:column:rule:text`. */
const ruleOf = (line: string): string => line.split(':')[5] ?? line

withLint('cfn-lint finds nothing in the stacks', async () => {
  const files = readdirSync(stacks).map((file) => join(stacks, file))
  expect(files.length).toBeGreaterThan(5)
  expect(await lint(['--', ...files])).toEqual([])
})

withLint.each(['small', 'production'] as const)(
  'the packaged template of a %s stage follows cfn-lint and the serverless rules, except the refused ones',
  async (size) => {
    const { template } = await packagedService(size)
    const found = await lint(['--append-rules', 'cfn_lint_serverless.rules', '--', template])
    expect(found.filter((line) => !(ruleOf(line) in refusedRules))).toEqual([])
    // A rule that is followed by now need not be refused any more.
    if (size === 'production')
      expect([...new Set(found.map(ruleOf))].sort()).toEqual(Object.keys(refusedRules).sort())
  },
)
