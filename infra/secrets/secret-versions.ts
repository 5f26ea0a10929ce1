import { arnVariable } from '../config/secret-arn.ts'
import type { SecretName } from '../config/variables.ts'
import { log } from '../observability/log.ts'
import { type RefreshedValue, refreshedValue } from './refreshed-value.ts'
import { SecretUnavailable } from './secret-unavailable.ts'
import { fetchSecret, type SecretVersion, type Stage } from './secrets-manager.ts'

export type { SecretVersion }

/** One for each variable and ARN: in the host each function has its own environment. */
const currentVersions = new Map<string, RefreshedValue<SecretVersion>>()
const previousVersions = new Map<string, RefreshedValue<SecretVersion | undefined>>()

export const currentVersion = (name: SecretName, arn: string): RefreshedValue<SecretVersion> =>
  entry(currentVersions, `${name} ${arn}`, async () => {
    const version = await fetchLogged(name, arn, 'AWSCURRENT')
    if (version === undefined) throw new SecretUnavailable(arnVariable(name), 'contains no text')
    return version
  })

/** The version before `current`; it has no value when there is none. */
export const previousVersion = (
  name: SecretName,
  arn: string,
  current: SecretVersion,
): RefreshedValue<SecretVersion | undefined> =>
  entry(previousVersions, `${name} ${arn} ${current.id}`, () => fetchLogged(name, arn, 'AWSPREVIOUS'))

const entry = <Value>(
  all: Map<string, RefreshedValue<Value>>,
  key: string,
  fetch: () => Promise<Value>,
): RefreshedValue<Value> => {
  const value = all.get(key) ?? refreshedValue(fetch)
  all.set(key, value)
  return value
}

/** Logs each failure, because the caller may not notice it: the last version may still be used. */
const fetchLogged = async (
  name: SecretName,
  arn: string,
  stage: Stage,
): Promise<SecretVersion | undefined> => {
  const [secretId = ''] = arn.split('#')
  try {
    return await fetchSecret(secretId, stage)
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown error'
    log('error', 'A secret could not be fetched', { variable: arnVariable(name), stage, reason })
    throw new SecretUnavailable(arnVariable(name), `could not be fetched (${reason})`)
  }
}
