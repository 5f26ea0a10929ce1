import { settings } from '../../config/settings.ts'
import { type VariableName, variables } from '../../config/variables.ts'
import type { Manifest } from './manifest.ts'

/**
 * Reads every variable that any function of the manifest is given, so that a missing or bad one stops the start instead of
 * the first request that needs it.
 * @throws ConfigurationError that names them all
 */
export const checkConfiguration = ({ functions }: Manifest): void => {
  const given = [...functions.values()].flatMap(({ environment }) => Object.keys(environment))
  settings([...new Set(given)].filter((name): name is VariableName => name in variables))
}
