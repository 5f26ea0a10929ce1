import { halfOfLogin } from '../config/event-store-login.ts'
import { ConfigurationError, secretSource, settings } from '../config/settings.ts'
import { unusedByEventStore } from '../config/unused-certificates.ts'
import { readSecret, secretAfter } from '../secrets/secret.ts'

export type Credentials = { username: string; password: string }

export type StoreAddress = {
  /** Contains no credentials, because the client repeats it in warnings and errors. */
  connectionString: string
  /** PEM of the authority that signed the certificates of the store. Default: those of the system. */
  authority: string | undefined
  credentials: Credentials | undefined
  /** Whether the credentials are in a secret that an ARN names. */
  areRotated: boolean
}

/**
 * Returns how to connect to the configured store. The credentials are part of EVENTSTORE_CONNECTION_STRING,
 * or they are EVENTSTORE_PASSWORD with EVENTSTORE_USERNAME, or with the user that the secret contains.
 * @throws ConfigurationError when a setting is missing or invalid, or contradicts another
 * @throws SecretUnavailable when the password cannot be fetched
 */
export const readStoreAddress = async (): Promise<StoreAddress> => {
  const config = settings(['EVENTSTORE_CONNECTION_STRING', 'EVENTSTORE_USERNAME', 'EVENTSTORE_SSL_CA'])
  const { connectionString, credentials } = config.EVENTSTORE_CONNECTION_STRING
  const problems = unusedByEventStore(connectionString, config.EVENTSTORE_SSL_CA)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const address = { connectionString, authority: config.EVENTSTORE_SSL_CA }
  if (credentials !== undefined) return { ...address, credentials, areRotated: false }
  return {
    ...address,
    credentials: await configuredCredentials(config.EVENTSTORE_USERNAME),
    areRotated: 'arn' in secretSource('EVENTSTORE_PASSWORD'),
  }
}

/** The credentials to try after the store has refused these; undefined when there are no others. */
export const credentialsAfter = async ({
  username,
  password,
}: Credentials): Promise<Credentials | undefined> => {
  const other = await secretAfter('EVENTSTORE_PASSWORD', new Set([password]))
  if (other?.text === undefined) return undefined
  const { EVENTSTORE_USERNAME: configuredUser } = settings(['EVENTSTORE_USERNAME'])
  return { username: configuredUser ?? other.username ?? username, password: other.text }
}

const configuredCredentials = async (
  configuredUser: string | undefined,
): Promise<Credentials | undefined> => {
  const { text: password, username: userOfSecret } = await readSecret('EVENTSTORE_PASSWORD')
  const username = configuredUser ?? userOfSecret
  if (username !== undefined && password !== undefined) return { username, password }
  if (username === undefined && password === undefined) return undefined
  throw new ConfigurationError([halfOfLogin])
}
