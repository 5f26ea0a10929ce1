import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, jest, test } from '@jest/globals'
import { pathAndCache } from '../../run/local/testing/path-and-cache.ts'

// Commands are started, which takes long on a busy machine.
jest.setTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'finance-backup-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Outcome = { code: number; stdout: string; stderr: string }

const run = (command: string, args: string[], environment: Record<string, string> = {}) =>
  new Promise<Outcome>((resolve) => {
    const program = join(import.meta.dirname, `${command}-command.ts`)
    const options = { env: { ...pathAndCache(), DATA_DIR: join(folder, 'absent'), ...environment } }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

const nowhere = {
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
  DATABASE_HOST: '127.0.0.1',
}

test.each([
  ['backup', ['--help'], 0, 'Usage: npm run backup -- DIR'],
  ['restore', ['--help'], 0, 'Usage: npm run restore -- DIR'],
  ['backup', [], 2, 'DIR is missing'],
  ['restore', [], 2, 'DIR is missing'],
  ['backup', ['a', 'b'], 2, 'Unexpected "b"'],
  ['restore', ['a', '--force'], 2, "Unknown option '--force'"],
  ['backup', ['a'], 1, 'has no data'],
  ['restore', ['/nowhere/a'], 1, 'There is no folder /nowhere/a'],
])('npm run %s -- %j ends with code %i', async (command, args, code, message) => {
  const { stdout, stderr, ...outcome } = await run(command, args)
  expect([outcome.code, `${stdout}${stderr}`]).toEqual([code, expect.stringContaining(message)])
})

test.each(Object.entries(nowhere))('%s alone is refused', async (name, value) => {
  expect(await run('backup', [join(folder, 'b')], { [name]: value })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('must be set both'),
  })
})
