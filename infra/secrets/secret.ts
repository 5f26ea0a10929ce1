import { arnVariable, hasPreviousVariable, previousVariables } from '../config/secret-variables.ts'
import { secretSource, settings } from '../config/settings.ts'
import { type SecretName, type Settings, variables } from '../config/variables.ts'
import { secretContent } from './secret-content.ts'
import { SecretUnavailable } from './secret-unavailable.ts'
import { currentVersion, previousVersion, type SecretVersion } from './secret-versions.ts'

/** Undefined for a secret that is optional and not set. */
type Text<Name extends SecretName> = Settings<Name>[Name]

export type Secret<Name extends SecretName> = {
  text: Text<Name>
  /** The user that a JSON secret names beside the password, as those that RDS makes. */
  username: string | undefined
}

/**
 * Returns the text of a secret: the variable itself, or what its ARN names in AWS Secrets Manager. What was
 * fetched is used for five minutes, and for an hour while fetching fails.
 * @throws ConfigurationError when the variable is invalid, or when neither it nor its ARN is set
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const secret = async <const Name extends SecretName>(name: Name): Promise<Text<Name>> =>
  (await readSecret(name)).text

/**
 * Like `secret`, with the username. With `isFresh` nothing older than five seconds is returned, even while
 * fetching fails.
 * @throws ConfigurationError when the variable is invalid, or when neither it nor its ARN is set
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const readSecret = async <const Name extends SecretName>(
  name: Name,
  { isFresh = false }: { isFresh?: boolean } = {},
): Promise<Secret<Name>> => {
  const source = secretSource(name)
  if (!('arn' in source)) return { text: source.text, username: undefined }
  const version = currentVersion(name, source.arn)
  return contentOf(name, source.arn, await (isFresh ? version.fresh() : version.value()))
}

/**
 * Call this when a secret was refused. Returns true when another attempt can succeed, because the secret has
 * been changed. It is fetched for this at most once in five seconds.
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const isSecretChanged = async (name: SecretName, refused: string | undefined): Promise<boolean> => {
  const source = secretSource(name)
  if (!('arn' in source)) return false
  if ((await secret(name)) !== refused) return true
  return contentOf(name, source.arn, await currentVersion(name, source.arn).refresh()).text !== refused
}

/** A store must have the new password this long after Secrets Manager. */
const storeChangeMs = 24 * 60 * 60_000

/**
 * Returns the secret to try after a store has refused these: the current one, fetched again if it is among
 * them, or else the one before the last rotation, because a store may get its new password later than Secrets
 * Manager. Undefined when there is no other.
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const secretAfter = async <const Name extends SecretName>(
  name: Name,
  refused: ReadonlySet<string>,
): Promise<Secret<Name> | undefined> => {
  const isOther = ({ text }: Secret<Name>) => text !== undefined && !refused.has(text)
  const source = secretSource(name)
  if (!('arn' in source)) return undefined
  const known = await readSecret(name)
  if (isOther(known)) return known
  const current = contentOf(name, source.arn, await currentVersion(name, source.arn).refresh())
  if (isOther(current)) return current
  const previous = await previousSecret(name, storeChangeMs)
  return previous !== undefined && isOther(previous) ? previous : undefined
}

/**
 * Returns the secret before its last rotation, if that was less than `forMs` ago; otherwise undefined. Of a
 * secret in the environment it is the one that the operator has set beside it, for as long as it is set.
 * @throws ConfigurationError when that one is invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const previousSecret = async <const Name extends SecretName>(
  name: Name,
  forMs: number,
): Promise<Secret<Name> | undefined> => {
  const source = secretSource(name)
  if (!('arn' in source)) return previousInEnvironment(name)
  const current = await currentVersion(name, source.arn).value()
  if (Date.now() - current.createdAtMs > forMs) return undefined
  const previous = await previousVersion(name, source.arn, current).value()
  return previous && contentOf(name, source.arn, previous)
}

const previousInEnvironment = <Name extends SecretName>(name: Name): Secret<Name> | undefined => {
  if (!hasPreviousVariable(name)) return undefined
  const variable = previousVariables[name]
  const text = settings([variable])[variable]
  return text === undefined ? undefined : { text: text as Text<Name>, username: undefined }
}

const contentOf = <Name extends SecretName>(
  name: Name,
  arn: string,
  { text }: SecretVersion,
): Secret<Name> => {
  const [, key] = arn.split('#')
  const content = secretContent(text, key)
  if (content === undefined)
    throw new SecretUnavailable(arnVariable(name), `is not JSON with a text under "${key ?? 'password'}"`)
  const parsed = variables[name].safeParse(content.text)
  if (parsed.success) return { text: parsed.data as Text<Name>, username: content.username }
  throw new SecretUnavailable(arnVariable(name), `is not valid: ${parsed.error.issues[0]?.message}`)
}
