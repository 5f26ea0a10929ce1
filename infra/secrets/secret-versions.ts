import { arnVariable } from '../config/secret-arn.ts'
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
const previousVersions = new Map<string, RefreshedValue<SecretVersion | undefined>>()

export const currentVersion = (name: SecretName, arn: string): RefreshedValue<SecretVersion> =>
  entry(currentVersions, { name, key: arn }, async () => {
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
  entry(previousVersions, { name, key: `${arn} ${current.id}` }, () => fetchLogged(name, arn, 'AWSPREVIOUS'))

const entry = <Value>(
  all: Map<string, RefreshedValue<Value>>,
  { name, key }: { name: SecretName; key: string },
  fetch: () => Promise<Value>,
): RefreshedValue<Value> => {
  const existing = all.get(`${name} ${key}`)
  if (existing !== undefined) return existing
  const entry = withinInvocation(arnVariable(name), refreshedValue(fetch))
  all.set(`${name} ${key}`, entry)
  return entry
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
