import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { verifyToken } from '../../auth/token.ts'
import { startSecretsManager } from '../../secrets/testing/secrets-manager-server.ts'

const configured = '0123456789abcdef'.repeat(2)
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
  test('prints only a token, signed with the development secret', async () => {
    const outputs = await Promise.all(
      [1, 2, 3].map(() => run(['--tenant', 'acme', '--role', 'admin', '--user', 'u-7'])),
    )
    const secret = (await readFile(join(dataDir, 'jwt-access-secret'), 'utf8')).trim()
    for (const { code, stdout } of outputs) {
      expect(code).toBe(0)
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
      expect(await verifyToken(stdout.trim(), secret)).toMatchObject({
        identity: { userId: 'u-7', tenantId: 'acme', role: 'admin' },
      })
    }
  })

  test('uses the configured secret in production', async () => {
    const { stdout } = await run(['--role', 'platform'], {
      JWT_ACCESS_SECRET: configured,
      NODE_ENV: 'production',
    })
    expect(await verifyToken(stdout.trim(), configured)).toMatchObject({ ok: true })
  })

  test('uses the secret that an ARN names', async () => {
    const secrets = await startSecretsManager()
    const JWT_ACCESS_SECRET_ARN = secrets.put('jwt', configured)
    const { stdout } = await run(['--role', 'platform'], { ...secrets.environment, JWT_ACCESS_SECRET_ARN })
    await secrets.close()
    expect(await verifyToken(stdout.trim(), configured)).toMatchObject({ ok: true })
  })

  test.each([
    [['--tenant', 'acme', '--role', 'owner'], 2, /--role owner: the roles are platform, admin/],
    [['--role', 'admin'], 2, /--tenant is missing/],
    [['--tenant', 'Acme Ltd', '--role', 'admin'], 2, /--tenant Acme Ltd: a tenant id/],
    [['--tenant', 'acme', '--role', 'platform'], 2, /--tenant is not allowed with the role platform/],
    [['--tenant', 'acme', '--role', 'admin', '--refreshed'], 2, /Unknown option '--refreshed'/],
    [['--tenant', 'acme', '--revoke'], 2, /--user is missing/],
    [['--user', 'u-1', '--revoke', '--refresh'], 2, /--revoke is not allowed with --refresh/],
  ])('%j is a usage error with exit code %i', async (args, code, message) => {
    const output = await run(args)
    expect(output).toMatchObject({ code, stdout: '' })
    expect(output.stderr).toMatch(message)
  })

  test.each([
    [{ NODE_ENV: 'production' }, /Neither JWT_ACCESS_SECRET nor JWT_ACCESS_SECRET_ARN is set/],
    [{ JWT_ACCESS_SECRET: 'short' }, /JWT_ACCESS_SECRET is not valid: at least 32 bytes/],
    [{ DATA_DIR: '/dev/null/data' }, /\/dev\/null\/data\/jwt-access-secret cannot be read or created/],
  ])('with %j it fails and reports why', async (environment, message) => {
    const output = await run(['--tenant', 'acme', '--role', 'admin'], environment as Record<string, string>)
    expect(output).toMatchObject({ code: 1, stdout: '' })
    expect(output.stderr).toMatch(message)
  })

  test('a damaged development secret is not used', async () => {
    await writeFile(join(dataDir, 'jwt-access-secret'), 'abc')
    expect(await run(['--tenant', 'acme', '--role', 'admin'])).toMatchObject({ code: 1, stdout: '' })
  })
})
