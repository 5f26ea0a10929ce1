import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { pathAndCache } from '../../local/testing/path-and-cache.ts'

// A command loads the SDK of AWS, which takes long on a busy machine.
jest.setTimeout(60_000)

type Outcome = { code: number; stdout: string; stderr: string }

const deploy = (args: string[], env: Record<string, string> = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const program = join(import.meta.dirname, 'deploy-command.ts')
    const options = { env: { ...pathAndCache(), HOME: tmpdir(), ...env } }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

test('it prints help', async () => {
  expect(await deploy(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--remove') })
})

const inSingapore = ['--stage', 'prod', '--region', 'ap-southeast-1']

test.each([
  { args: [], reason: '--stage is needed' },
  { args: ['--stage', 'prod'], reason: '--region or AWS_REGION is needed' },
  { args: ['--stage', 'prod', '--region', 'Singapore'], reason: '"Singapore" is not a region' },
  {
    args: [...inSingapore, '--with-stores'],
    reason: '--with-stores and --delete-all-data belong to --remove',
  },
  { args: [...inSingapore, '--remove', '--with-stores'], reason: '--with-stores deletes every invoice' },
  {
    args: [...inSingapore, '--remove', '--with-stores', '--delete-all-data', 'test'],
    reason: 'repeat its name with --delete-all-data prod',
  },
  { args: [...inSingapore, '--delete-all-data', 'prod', '--remove'], reason: '--delete-all-data also needs' },
  { args: [...inSingapore, '--sise', 'small'], reason: "Unknown option '--sise'" },
])('wrong usage has exit code 2: $args', async ({ args, reason }) => {
  const { code, stdout, stderr } = await deploy(args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(reason)
})

test('without credentials it begins nothing', async () => {
  const outcome = await deploy(inSingapore, { AWS_EC2_METADATA_DISABLED: 'true' })
  expect(outcome).toMatchObject({ code: 1, stdout: '' })
  expect(outcome.stderr).toContain('Nothing was begun:\n  - credentials: AWS accepts none in ap-southeast-1')
})
