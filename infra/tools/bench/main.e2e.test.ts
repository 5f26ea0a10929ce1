import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    encoding: 'utf8',
    env: { ...pathAndCache() },
  })

test('--help prints the help to standard output', () => {
  expect(bench('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Usage: npm run bench'),
    stderr: '',
  })
})

test('an unknown option is reported with the help, and nothing is measured', () => {
  expect(bench('--fast')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/--fast.*Usage: npm run bench/s),
  })
})

test.each([
  ['--availability', '--cold-start'],
  ['--growth', '--ledger'],
])('two measurements that are alone are refused, and nothing is measured: %s %s', (one, other) => {
  expect(bench(one, other)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`${one} and ${other} cannot be combined.*Usage: npm run bench`, 's'),
    ),
  })
})
