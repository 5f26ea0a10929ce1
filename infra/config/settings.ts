import { environment } from './environment.ts'
import { type Settings, type VariableName, variables } from './variables.ts'

/** The start is stopped by this: it names every variable that is missing or bad, and never shows a value. */
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
 * The named settings, parsed and typed, from the environment of the running function. An empty value counts as not set,
 * because that is what a container's `KEY=` means.
 */
export const settings = <const Name extends VariableName>(names: readonly Name[]): Settings<Name> => {
  const given = environment()
  const problems: string[] = []
  const picked: Partial<Record<VariableName, unknown>> = {}
  for (const name of names) {
    const value = given[name] === '' ? undefined : given[name]
    const parsed = variables[name].safeParse(value)
    if (parsed.success) picked[name] = parsed.data
    else
      problems.push(problem(name, value === undefined ? 'set' : `valid: ${parsed.error.issues[0]?.message}`))
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return picked as Settings<Name>
}

const problem = (name: VariableName, fault: string): string =>
  `${name} is not ${fault} (${variables[name].description})`

/**
 * Stops a start that would go wrong later: reads each of our variables that is set, whoever needs it.
 * @throws ConfigurationError
 */
export const checkEnvironment = (): void => {
  const given = environment()
  settings((Object.keys(variables) as VariableName[]).filter((name) => given[name]))
}
