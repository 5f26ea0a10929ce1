import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environment } from '../config/environment.ts'
import { errorCode } from '../process/error-code.ts'
import { makeFolder } from '../process/make-folder.ts'

/** The development secret cannot be had; `code` says why. */
export class DevelopmentSecretError extends Error {
  readonly code: 'NOT_IN_PRODUCTION' | 'DEVELOPMENT_SECRET_UNUSABLE'

  constructor(code: DevelopmentSecretError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'DevelopmentSecretError'
    this.code = code
  }
}

/**
 * The secret that signs tokens on a developer's machine: random, made once per data folder, readable by its owner only.
 * Never in production, where the secret has to be configured.
 */
export const loadDevelopmentSecret = async (dataDir: string): Promise<string> => {
  if (environment().NODE_ENV === 'production')
    throw new DevelopmentSecretError(
      'NOT_IN_PRODUCTION',
      'JWT_ACCESS_SECRET is not set, and production has no development secret',
    )
  const path = join(dataDir, 'jwt-access-secret')
  try {
    const secret = (await existing(path)) ?? (await made(dataDir, path))
    if (secret.length >= 32) return secret
  } catch (error) {
    throw new DevelopmentSecretError(
      'DEVELOPMENT_SECRET_UNUSABLE',
      `The development secret ${path} cannot be read or made`,
      error,
    )
  }
  throw new DevelopmentSecretError(
    'DEVELOPMENT_SECRET_UNUSABLE',
    `The development secret ${path} is damaged: delete it, and a new one is made`,
  )
}

const existing = async (path: string): Promise<string | undefined> => {
  try {
    const secret = (await readFile(path, 'utf8')).trim()
    await chmod(path, 0o600)
    return secret
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Written aside and linked into place, so that of two first starts at once both use the same whole secret. */
const made = async (dataDir: string, path: string): Promise<string> => {
  makeFolder(dataDir)
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(aside, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(aside, path)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
  return (await readFile(path, 'utf8')).trim()
}
