import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, environment } from '../../../config/environment.ts'
import { isSecret, parseEventStoreAddress } from '../../../config/value-schemas.ts'
import { type VariableName, variables } from '../../../config/variables.ts'
import { installLambdaTypst } from '../lambda-typst.ts'
import type { Size } from './stage.ts'

/** Where the service is and where it goes. */
export type ServiceTarget = { stage: string; region: string; size: Size }

/** osls could not do what it was asked to; it has printed why. */
export class ServiceFailed extends Error {
  readonly code = 'SERVICE_FAILED'

  constructor(action: string, exitCode: unknown) {
    super(`serverless ${action} ended with ${exitCode}: what it printed above says why`)
    this.name = 'ServiceFailed'
  }
}

/**
 * Runs osls in `root`. Its output goes to standard error.
 * @throws ServiceFailed when it fails
 * @throws LambdaTypstMissing when typst for the deployed functions cannot be fetched
 */
export const runServerless = async (
  action: 'deploy' | 'remove',
  { stage, region, size }: ServiceTarget,
  root: string,
): Promise<void> => {
  if (action === 'deploy') await installLambdaTypst(root)
  const serverless = join(root, 'node_modules/serverless/bin/serverless.js')
  const args = [serverless, action, '--stage', stage, '--region', region, '--param', `size=${size}`]
  // osls leaves a folder of each function that it bundles.
  const temporary = mkdtempSync(join(tmpdir(), 'finance-deploy-'))
  try {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...serviceEnvironment(environment()), TMPDIR: temporary },
      stdio: ['ignore', 2, 2],
    })
    const [exitCode] = await once(child, 'exit')
    if (exitCode !== 0) throw new ServiceFailed(action, exitCode)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** What osls and the AWS clients in it need to run. */
const tools = /^(PATH|HOME|USER|TMPDIR|LANG|AWS_.*|NODE_EXTRA_CA_CERTS|HTTPS?_PROXY|NO_PROXY|SLS_.*)$/i

/** Addresses of stores, which are secrets only when they contain credentials. */
const addresses: Partial<Record<VariableName, Address>> = {
  EVENTSTORE_CONNECTION_STRING: {
    hasCredentials: (address) => parseEventStoreAddress(address)?.credentials !== undefined,
    advice: 'put them into EVENTSTORE_PASSWORD_SECRET_ARN',
  },
}
type Address = { hasCredentials: (address: string) => boolean; advice: string }

/** Returns a problem for each address with credentials, because the template would contain them. */
export const credentialProblems = (values: Environment): string[] =>
  variableNames
    .filter((name) => hasCredentials(name, values[name]) === true)
    .map((name) => `${name} contains credentials: ${addresses[name]?.advice}`)

/** Undefined when the value is not the address of a store, or is not valid. */
const hasCredentials = (name: VariableName, value: string | undefined): boolean | undefined =>
  value && variables[name].safeParse(value).success ? addresses[name]?.hasCredentials(value) : undefined

const variableNames = Object.keys(variables) as VariableName[]

/**
 * Returns the names of the variables of the service that a deployment takes from this machine: settings and
 * the ARNs of secrets, but no secret. NODE_ENV is not among them: it is often set for other reasons.
 */
export const settingsOfDeployment = (values: Environment): string[] =>
  variableNames
    .filter((name) => !isSecret(variables[name]) || hasCredentials(name, values[name]) === false)
    .filter((name) => name !== 'NODE_ENV' && !tools.test(name) && isSet(values[name]))

const isSet = (value: string | undefined): value is string => value !== undefined && value !== ''

/** Returns the environment of osls. Everything else of this machine stays out of the template. */
export const serviceEnvironment = (values: Environment): Record<string, string> => {
  const settings = new Set(settingsOfDeployment(values))
  const kept = Object.entries(values).filter(
    (entry): entry is [string, string] => isSet(entry[1]) && (tools.test(entry[0]) || settings.has(entry[0])),
  )
  return { ...Object.fromEntries(kept), CI: '1', SLS_TELEMETRY_DISABLED: '1' }
}
