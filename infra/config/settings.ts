import { environment } from './environment.ts'
import { loginProblems } from './event-store-login.ts'
import { arnVariable, plainVariable } from './secret-variables.ts'
import { contradictions, isReplacedByKeySet } from './token-variables.ts'
import { unusedCertificates } from './unused-certificates.ts'
import {
  isSecretName,
  type SecretName,
  type SettingName,
  type Settings,
  type VariableName,
  variables,
} from './variables.ts'

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
export const settings = <const Name extends SettingName>(names: readonly Name[]): Settings<Name> =>
  parse(names)

/**
 * Returns where a secret is: in the environment itself, undefined when it is optional and not set, or in AWS
 * Secrets Manager under an ARN. Only infra/secrets calls this; every other room reads secrets there.
 * @throws ConfigurationError when the secret or its ARN is invalid, or when neither is set
 */
export const secretSource = <const Name extends SecretName>(
  name: Name,
): { text: Settings<Name>[Name] } | { arn: string } => {
  if (!isNamedByArn(name)) return { text: parse([name])[name] }
  const variable = arnVariable(name)
  return { arn: parse([variable])[variable] ?? '' }
}

/**
 * Checks the named variables. A secret may be in the environment or be named by its ARN, whichever of the two
 * is in the list; the secret of an ARN may contain the username, too.
 * @throws ConfigurationError when a variable is missing or invalid; it names all of them
 */
export const checkVariables = (names: readonly VariableName[]): void => {
  const values = environment()
  const needed = names.filter((name) => values[name] || !isUserOfSecret(name))
  // A set, because the host names a secret by both of its variables.
  const plainNames = [...new Set(needed.map((name) => (plainVariable(name) ?? name) as VariableName))].filter(
    (name) => !isReplacedByKeySet(name, values),
  )
  parse(
    plainNames.map((name) => (isSecretName(name) && isNamedByArn(name) ? arnVariable(name) : name)),
    [
      ...contradictions(plainNames, values),
      ...loginProblems(plainNames, values),
      ...unusedCertificates(plainNames, values),
    ],
  )
}

const isUserOfSecret = (name: VariableName): boolean => {
  const password = name.replace(/_USERNAME$/, '_PASSWORD') as VariableName
  return password !== name && isSecretName(password) && isNamedByArn(password)
}

/**
 * Checks every known variable that is set, whether or not this process reads it, so that a start fails early.
 * @throws ConfigurationError when a variable is invalid
 */
export const checkEnvironment = (): void => {
  const values = environment()
  parse((Object.keys(variables) as VariableName[]).filter((name) => values[name]))
}

/**
 * A secret in the environment comes first, so that one command can use another than the deployed functions.
 */
const isNamedByArn = (name: SecretName): boolean =>
  !environment()[name] && Boolean(environment()[arnVariable(name)])

const parse = <const Name extends VariableName>(
  names: readonly Name[],
  found: readonly string[] = [],
): Settings<Name> => {
  const values = environment()
  const problems = [...found]
  const parsedSettings: Partial<Record<VariableName, unknown>> = {}
  for (const name of names) {
    const value = values[name] === '' ? undefined : values[name]
    const parsed = parseOnce(name, value)
    if (parsed.success) parsedSettings[name] = parsed.data
    else
      problems.push(problem(name, value === undefined ? 'set' : `valid: ${parsed.error.issues[0]?.message}`))
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return parsedSettings as Settings<Name>
}

type Parsed = ReturnType<(typeof variables)[VariableName]['safeParse']>

/**
 * The last value of each variable. A function reads its settings in every invocation, and they rarely
 * change.
 */
const lastParsed = new Map<VariableName, { value: string | undefined; parsed: Parsed }>()

const parseOnce = (name: VariableName, value: string | undefined): Parsed => {
  const last = lastParsed.get(name)
  if (last !== undefined && last.value === value) return last.parsed
  const parsed = variables[name].safeParse(value)
  lastParsed.set(name, { value, parsed })
  return parsed
}

const problem = (name: VariableName, fault: string): string =>
  `${name} is not ${fault} (${variables[name].description}${orByArn(name, fault)})`

const orByArn = (name: VariableName, fault: string): string =>
  fault === 'set' && isSecretName(name) ? `; ${arnVariable(name)} may name it instead` : ''
