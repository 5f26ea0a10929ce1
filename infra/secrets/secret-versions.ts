import { arnVariable } from '../config/secret-variables.ts'
import type { SecretName } from '../config/variables.ts'
import { log } from '../observability/log.ts'
import { withinDeadline } from '../process/deadline.ts'
import { timeLeftMs } from '../process/time-left.ts'
import { type RefreshedValue, refreshedValue } from './refreshed-value.ts'
import { SecretUnavailable } from './secret-unavailable.ts'
import { fetchSecret, type SecretVersion, type Stage } from './secrets-manager.ts'

export type { SecretVersion }

/** One for each variable and ARN: in the host each function has its own environment. */
const currentVersions = new Map<string, RefreshedValue<SecretVersion>>()
const previousVersions = new Map<string, PreviousVersion>()

type PreviousVersion = { beforeId: string; version: RefreshedValue<SecretVersion | undefined> }

export const currentVersion = (name: SecretName, arn: string): RefreshedValue<SecretVersion> => {
  const key = `${name} ${arn}`
  const version = currentVersions.get(key) ?? versionOf(name, () => fetchCurrent(name, arn))
  currentVersions.set(key, version)
  return version
}

/**
 * The version before `current`; it has no value when there is none. It replaces the one of the rotation
 * before, so that no password stays in memory for longer than it may be used.
 */
export const previousVersion = (
  name: SecretName,
  arn: string,
  current: SecretVersion,
): RefreshedValue<SecretVersion | undefined> => {
  const key = `${name} ${arn}`
  const known = previousVersions.get(key)
  if (known?.beforeId === current.id) return known.version
  const version = versionOf(name, () => fetchLogged(name, arn, 'AWSPREVIOUS'))
  previousVersions.set(key, { beforeId: current.id, version })
  return version
}

const versionOf = <Value>(name: SecretName, fetch: () => Promise<Value>): RefreshedValue<Value> =>
  withinInvocation(arnVariable(name), refreshedValue(fetch))

const fetchCurrent = async (name: SecretName, arn: string): Promise<SecretVersion> => {
  const version = await fetchLogged(name, arn, 'AWSCURRENT')
  if (version === undefined) throw new SecretUnavailable(arnVariable(name), 'contains no text')
  return version
}

/** Invocations may share a fetch, so it goes on, but each waits only as long as it may. */
const withinInvocation = <Value>(
  variable: string,
  { value, refresh, fresh }: RefreshedValue<Value>,
): RefreshedValue<Value> => {
  const wait = (fetching: Promise<Value>): Promise<Value> =>
    withinDeadline(Math.max(0, timeLeftMs()), fetching, () => {
      throw new SecretUnavailable(variable, 'could not be fetched before the end of the invocation')
    })
  return { value: () => wait(value()), refresh: () => wait(refresh()), fresh: () => wait(fresh()) }
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
