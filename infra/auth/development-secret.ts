import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environment } from '../config/environment.ts'
import { arnVariable } from '../config/secret-variables.ts'
import { isSigningSecret } from '../config/value-schemas.ts'
import { errorCode } from '../process/error-code.ts'
import { makeFolder } from '../process/make-folder.ts'
import { secret } from '../secrets/secret.ts'

/** There is no usable development secret; `code` says why. */
export class DevelopmentSecretError extends Error {
  readonly code: 'NOT_IN_PRODUCTION' | 'DEVELOPMENT_SECRET_UNUSABLE'

  constructor(code: DevelopmentSecretError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'DevelopmentSecretError'
    this.code = code
  }
}

/** The secrets that sign tokens, and the files of a data folder with those for development. */
const files = {
  JWT_ACCESS_SECRET: 'jwt-access-secret',
  JWT_REFRESH_SECRET: 'jwt-refresh-secret',
} as const
type SigningSecret = keyof typeof files

/**
 * Returns a secret that signs tokens: the one that the environment contains or names by its ARN, or else the
 * development secret of this data folder.
 * @throws DevelopmentSecretError when there is neither
 * @throws ConfigurationError when the variable is invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const configuredOrDevelopmentSecret = (
  dataDir: string,
  name: SigningSecret = 'JWT_ACCESS_SECRET',
): Promise<string> =>
  environment()[name] || environment()[arnVariable(name)]
    ? secret(name)
    : loadDevelopmentSecret(dataDir, name)

/**
 * Returns a secret that signs tokens on a developer's machine. It is random, is created at the first call
 * for a data folder, and is readable only by its owner. In production the secret must be configured.
 * @throws DevelopmentSecretError when NODE_ENV is production, or when the file cannot be read or written or
 * is damaged
 */
export const loadDevelopmentSecret = async (
  dataDir: string,
  name: SigningSecret = 'JWT_ACCESS_SECRET',
): Promise<string> => {
  if (environment().NODE_ENV === 'production')
    throw new DevelopmentSecretError(
      'NOT_IN_PRODUCTION',
      `Neither ${name} nor ${arnVariable(name)} is set, and production has no development secret`,
    )
  const path = join(dataDir, files[name])
  try {
    const found = (await readSecret(path)) ?? (await createSecret(dataDir, path))
    if (isSigningSecret(found)) return found
  } catch (error) {
    throw new DevelopmentSecretError(
      'DEVELOPMENT_SECRET_UNUSABLE',
      `The development secret ${path} cannot be read or created`,
      error,
    )
  }
  throw new DevelopmentSecretError(
    'DEVELOPMENT_SECRET_UNUSABLE',
    `The development secret ${path} is damaged: delete it, and the next start creates a new one`,
  )
}

const readSecret = async (path: string): Promise<string | undefined> => {
  try {
    const found = (await readFile(path, 'utf8')).trim()
    await chmod(path, 0o600)
    return found
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Writes a temporary file and links it into place: two first starts at the same time then use the same whole
 * secret.
 */
const createSecret = async (dataDir: string, path: string): Promise<string> => {
  makeFolder(dataDir)
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(temporary, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(temporary, path)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(temporary, { force: true })
  }
  return (await readFile(path, 'utf8')).trim()
}
