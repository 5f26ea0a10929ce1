import { join } from 'node:path'
import { provideEnvironments } from '../../../config/environment.ts'
import { checkConfiguration } from '../../host/configuration.ts'
import { readOwnManifest } from '../../host/roles.ts'

const manifestPath = join(import.meta.dirname, '../../../../serverless.yml')

/**
 * Checks the configuration of a container: its process has these variables and no others.
 * @throws ConfigurationError when the host would not start with them
 */
export const checkContainerConfiguration = (variables: Readonly<Record<string, string>>): void => {
  const before = { ...process.env }
  try {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, variables)
    provideEnvironments(undefined)
    checkConfiguration(readOwnManifest(manifestPath, process.env))
  } finally {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
