import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Environment, environment } from '../../../config/environment.ts'
import { isSecret, variables } from '../../../config/variables.ts'
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
 */
export const runServerless = async (
  action: 'deploy' | 'remove',
  { stage, region, size }: ServiceTarget,
  root: string,
): Promise<void> => {
  const serverless = join(root, 'node_modules/serverless/bin/serverless.js')
  const args = [serverless, action, '--stage', stage, '--region', region, '--param', `size=${size}`]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: serviceEnvironment(environment()),
    stdio: ['ignore', 2, 2],
  })
  const [exitCode] = await once(child, 'exit')
  if (exitCode !== 0) throw new ServiceFailed(action, exitCode)
}

/** What osls and the AWS clients in it need to run. */
const tools = /^(PATH|HOME|USER|TMPDIR|LANG|AWS_.*|NODE_EXTRA_CA_CERTS|HTTPS?_PROXY|NO_PROXY|SLS_.*)$/i

/**
 * Returns what may get into the template from this machine: the variables of the service that are no secrets.
 * Everything else of this machine stays out, and so does NODE_ENV, which is often set for other reasons.
 */
export const serviceEnvironment = (values: Environment): Record<string, string> => {
  const settings = new Set(
    Object.entries(variables).flatMap(([name, schema]) =>
      isSecret(schema) ? [`${name}_ARN`, `${name}_SECRET_ARN`] : [name],
    ),
  )
  const kept = Object.entries(values).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      entry[1] !== '' &&
      (tools.test(entry[0]) || (settings.has(entry[0]) && entry[0] !== 'NODE_ENV')),
  )
  return { ...Object.fromEntries(kept), CI: '1', SLS_TELEMETRY_DISABLED: '1' }
}
