import { type DocumentNode, type GraphQLError, getOperationAST, Kind } from 'graphql'
import { invalidInput } from '../contract-error.ts'
import { inputPath } from '../input-path.ts'
import type { Query } from './arguments.ts'
import { maxNameCharacters } from './size.ts'

/** Every text of the contract is shorter, and its own limit gives a better message. */
export const maxTextCharacters = 5_000
/** No input of the contract has as many fields. */
export const maxFields = 100
/** More than the deepest input: input, lineItems, index, field. */
export const maxDepth = 10

/**
 * Rejects variables that no input of the contract can accept. GraphQL repeats the value of an object in the
 * message of each of its wrong fields: 300,000 unknown fields took a minute and 1.2 GB.
 * @throws INVALID_INPUT when a text or a name is too long, or an object has too many fields or levels
 */
export const rejectLargeVariables = (
  variables: Readonly<Record<string, unknown>>,
  document: DocumentNode,
): void => {
  for (const [name, value] of Object.entries(variables)) {
    const problem = problemIn(value, '', 0)
    if (problem) throw errorAt(problem, name, document)
  }
}

type Problem = { path: string; message: string }

const problemIn = (value: unknown, path: string, depth: number): Problem | undefined => {
  if (typeof value === 'string' && value.length > maxTextCharacters)
    return { path, message: `a text has at most ${maxTextCharacters} characters` }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === maxDepth) return { path, message: `a value has at most ${maxDepth} levels` }
  return Array.isArray(value) ? problemInList(value, path, depth) : problemInObject(value, path, depth)
}

const problemInList = (values: unknown[], path: string, depth: number): Problem | undefined => {
  for (const [index, value] of values.entries()) {
    const problem = problemIn(value, `${path}[${index}]`, depth + 1)
    if (problem) return problem
  }
  return undefined
}

const problemInObject = (value: object, path: string, depth: number): Problem | undefined => {
  const names = Object.keys(value)
  if (names.length > maxFields) return { path, message: `an object has at most ${maxFields} fields` }
  for (const name of names) {
    if (name.length > maxNameCharacters)
      return { path, message: `the name of a field has at most ${maxNameCharacters} characters` }
    const problem = problemIn((value as Record<string, unknown>)[name], `${path}.${name}`, depth + 1)
    if (problem) return problem
  }
  return undefined
}

/** The path begins with the argument that uses the variable, as in other errors about input. */
const errorAt = ({ path, message }: Problem, variable: string, document: DocumentNode): GraphQLError => {
  const argument = inputPath(document, (node) => node.kind === Kind.VARIABLE && node.name.value === variable)
  const fullPath = `${argument ?? 'variables'}${path}`
  return invalidInput(`${fullPath}: ${message}`, fullPath)
}

/** @throws INVALID_INPUT when the parameter `operationName` is longer than any name in a document */
export const rejectLongOperationName = (operationName: unknown): void => {
  if (typeof operationName === 'string' && operationName.length > maxNameCharacters)
    throw invalidInput(`operationName: a name has at most ${maxNameCharacters} characters`, 'operationName')
}

/**
 * GraphQL keeps the values of variables in an object where this name has another meaning. It would not find
 * the value, and say so only when it executes a field: the error would pass for a defect.
 * @throws INVALID_INPUT when the operation has a variable with the name `__proto__`
 */
export const rejectUnusableName = ({ document, operationName }: Query): void => {
  const { variableDefinitions = [] } = getOperationAST(document, operationName) ?? {}
  if (variableDefinitions.some(({ variable }) => variable.name.value === '__proto__'))
    throw invalidInput('variables: no variable can have the name __proto__', 'variables')
}
