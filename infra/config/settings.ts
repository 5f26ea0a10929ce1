import { environment } from './environment.ts'
import { type Settings, type VariableName, variables } from './variables.ts'

/** Stops the start. `problems` names every variable that is missing or invalid, never a value. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION_INVALID'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`Configuration: ${problems.join('; ')}`)
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}

/**
 * Returns the named settings, parsed and typed, from the environment of the running function. An empty value
 * counts as not set, because `KEY=` in a container means that.
 * @throws ConfigurationError when a variable is missing or invalid; it names all of them
 */
export const settings = <const Name extends VariableName>(names: readonly Name[]): Settings<Name> => {
  const values = environment()
  const problems: string[] = []
  const parsedSettings: Partial<Record<VariableName, unknown>> = {}
  for (const name of names) {
    const value = values[name] === '' ? undefined : values[name]
    const parsed = variables[name].safeParse(value)
    if (parsed.success) parsedSettings[name] = parsed.data
    else
      problems.push(problem(name, value === undefined ? 'set' : `valid: ${parsed.error.issues[0]?.message}`))
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parsedSettings as Settings<Name>
}

const problem = (name: VariableName, fault: string): string =>
  `${name} is not ${fault} (${variables[name].description})`

/**
 * Checks every known variable that is set, whether or not this process reads it, so that a start fails early.
 * @throws ConfigurationError when a variable is invalid
 */
export const checkEnvironment = (): void => {
  const values = environment()
  settings((Object.keys(variables) as VariableName[]).filter((name) => values[name]))
}
