import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { loadDevelopmentSecret } from './development-secret.ts'

let dataDir: string
const file = () => join(dataDir, 'jwt-access-secret')
const nodeEnv = process.env.NODE_ENV

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'secret-'))
})
afterEach(async () => {
  process.env.NODE_ENV = nodeEnv
  await rm(dataDir, { recursive: true })
})

test('the first calls at the same time get the same secret, and so does every later call', async () => {
  const first = await Promise.all(Array.from({ length: 5 }, () => loadDevelopmentSecret(dataDir)))
  const later = await loadDevelopmentSecret(dataDir)
  expect(new Set([...first, later]).size).toBe(1)
  expect(later).toMatch(/^[\w-]{64}$/)
})

test('access and refresh tokens have secrets of their own', async () => {
  const access = await loadDevelopmentSecret(dataDir)
  expect(await loadDevelopmentSecret(dataDir, 'JWT_REFRESH_SECRET')).not.toBe(access)
  expect(await loadDevelopmentSecret(dataDir)).toBe(access)
})

test('only the owner can read the file, even if its mode was wider before', async () => {
  await writeFile(file(), '0123456789abcdef'.repeat(2), { mode: 0o644 })
  await loadDevelopmentSecret(dataDir)
  expect((await stat(file())).mode & 0o777).toBe(0o600)
})

test('a file with a secret that is too weak is reported as damaged and left as it is', async () => {
  await writeFile(file(), 'short')
  await expect(loadDevelopmentSecret(dataDir)).rejects.toMatchObject({
    code: 'DEVELOPMENT_SECRET_UNUSABLE',
    message: expect.stringContaining('is damaged'),
  })
  expect(await readFile(file(), 'utf8')).toBe('short')
})

test('a folder that cannot be created is reported with the cause', async () => {
  await expect(loadDevelopmentSecret('/dev/null/data')).rejects.toMatchObject({
    code: 'DEVELOPMENT_SECRET_UNUSABLE',
    cause: expect.objectContaining({ code: 'ENOTDIR' }),
  })
})

test('production has no development secret', async () => {
  process.env.NODE_ENV = 'production'
  await expect(loadDevelopmentSecret(dataDir)).rejects.toMatchObject({ code: 'NOT_IN_PRODUCTION' })
})
