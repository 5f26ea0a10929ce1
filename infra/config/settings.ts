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
      problems.push(
        value === undefined ? `${name} is not set (${variables[name].description})` : `${name} is not valid: ${expectation(name, value)}`,
      )
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return picked as Settings<Name>
}

const expectation = (name: VariableName, value: unknown): string => {
  const issue = variables[name].safeParse(value).error?.issues[0]
  return `${issue?.message ?? 'unexpected value'} (${variables[name].description})`
}
