import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { verifyToken } from '../../auth/token.ts'

let dataDir = ''
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'token-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const run = (args: string[], environment: Record<string, string> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'token-command.ts'), ...args],
      { env: { DATA_DIR: dataDir, ...environment } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })

describe('npm run token', () => {
  test('prints one token and nothing else, signed with the development secret, which only its owner reads', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => run(['--tenant', 'acme', '--role', 'admin', '--user', 'u-7'])),
    )
    const secret = (await readFile(join(dataDir, 'jwt-access-secret'), 'utf8')).trim()
    for (const { code, stdout } of answers) {
      expect(code).toBe(0)
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
      expect(await verifyToken(stdout.trim(), secret)).toMatchObject({
        identity: { userId: 'u-7', tenantId: 'acme', role: 'admin' },
      })
    }
    expect((await stat(join(dataDir, 'jwt-access-secret'))).mode & 0o777).toBe(0o600)
  })

  test('uses the configured secret', async () => {
    const { stdout } = await run(['--role', 'platform'], {
      JWT_ACCESS_SECRET: 's'.repeat(40),
      NODE_ENV: 'production',
    })
    expect(await verifyToken(stdout.trim(), 's'.repeat(40))).toMatchObject({ ok: true })
  })

  test.each([
    [['--tenant', 'acme', '--role', 'owner'], 2, /--role owner: a role is one of platform, admin/],
    [['--role', 'admin'], 2, /--tenant is missing/],
    [['--tenant', 'Acme Ltd', '--role', 'admin'], 2, /--tenant Acme Ltd: a tenant id/],
    [['--tenant', 'acme', '--role', 'platform'], 2, /belongs to no tenant/],
    [['--tenant', 'acme', '--role', 'admin', '--refresh'], 2, /Unknown option '--refresh'/],
  ])('called wrongly: %p', async (args, code, message) => {
    const answer = await run(args)
    expect(answer).toMatchObject({ code, stdout: '' })
    expect(answer.stderr).toMatch(message)
  })

  test.each([
    [{ NODE_ENV: 'production' }, /JWT_ACCESS_SECRET is not set/],
    [{ JWT_ACCESS_SECRET: 'short' }, /JWT_ACCESS_SECRET is not valid: at least 32 characters/],
    [{ DATA_DIR: '/dev/null/data' }, /\/dev\/null\/data\/jwt-access-secret cannot be read or created/],
  ])('fails and says why: %p', async (environment, message) => {
    const answer = await run(['--tenant', 'acme', '--role', 'admin'], environment as Record<string, string>)
    expect(answer).toMatchObject({ code: 1, stdout: '' })
    expect(answer.stderr).toMatch(message)
  })

  test('a damaged development secret is not used', async () => {
    await writeFile(join(dataDir, 'jwt-access-secret'), 'abc')
    expect(await run(['--tenant', 'acme', '--role', 'admin'])).toMatchObject({ code: 1, stdout: '' })
  })
})
