import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { type Outcome, runTool } from '../testing/run-tool.ts'
import { provableNames } from './safeguards.ts'

const simulate = (...args: string[]): Promise<Outcome> => {
  const { TEST_DATA_FOLDER } = process.env
  return runTool('simulation/simulate-command.ts', args, TEST_DATA_FOLDER ? { TEST_DATA_FOLDER } : {})
}

/** A seed of its own for each commit, so that many lives are lived in time. */
const seedOfCommit = (): string => {
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' })
    return String(Number.parseInt(commit.slice(0, 6), 16))
  } catch {
    return '2'
  }
}

describe('the pipeline', () => {
  test.each([
    ['a fixed seed', '1'],
    ['the seed of this commit', seedOfCommit()],
  ])(
    'loses, doubles and confuses nothing in lives from %s',
    async (_, seed) => {
      const { code, stdout, stderr } = await simulate('--lives', '120', '--seed', seed, '--workers', '2')
      expect({ code, stdout, stderr }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('lost 0, doubled 0, gaps 0') as unknown as string,
      })
    },
    180_000,
  )

  test('is found out without any one of its safeguards that shows in few lives', async () => {
    const { stdout } = await simulate('--lives', '600', '--seed', '1', '--workers', '2', '--prove')
    expect(stdout.match(/^without .*: found by life \d+/gm) ?? []).toHaveLength(provableNames.length)
    expect(stdout).not.toContain('not found')
  }, 400_000)
})

test('a life that failed after others fails alone in the same way', async () => {
  const args = ['--without', 'register-revision', '--seed', '1001', '--lives', '200', '--workers', '1']
  const first = await simulate(...args)
  const [, seed = ''] = /The life with seed (\d+) is wrong/.exec(first.stdout) ?? []
  const again = await simulate('--without', 'register-revision', '--seed', seed, '--lives', '1')
  expect(again.code).toBe(1)
  expect(Number(seed)).toBeGreaterThan(1001)
  expect(traceIn(again)).toBe(traceIn(first))
}, 180_000)

test.each([
  ['an unknown safeguard', ['--without', 'luck'], 'There is no safeguard luck'],
  ['a number of lives that is none', ['--lives', 'many'], '--lives is not a number'],
  [
    'a proof without one safeguard',
    ['--prove', '--without', 'command-ledger'],
    'either --prove or --without',
  ],
])('%s is a wrong use', async (_, args, message) => {
  expect(await simulate(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

const traceIn = ({ stdout }: Outcome): string => stdout.slice(0, stdout.indexOf('Live it again'))
