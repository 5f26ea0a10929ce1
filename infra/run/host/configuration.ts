import { checkVariables } from '../../config/settings.ts'
import { type VariableName, variables } from '../../config/variables.ts'
import type { Manifest } from './manifest.ts'

/**
 * Reads every variable that a function of the manifest uses, so that a missing or invalid variable stops the
 * start and not the first request that needs it.
 * @throws ConfigurationError when variables are missing or invalid; it names all of them
 */
export const checkConfiguration = ({ functions }: Manifest): void => {
  const names = [...functions.values()].flatMap(({ environment }) => Object.keys(environment))
  checkVariables([...new Set(names)].filter((name): name is VariableName => name in variables))
}
