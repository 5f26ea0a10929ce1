import { type DocumentNode, type GraphQLError, Kind } from 'graphql'
import { inputPath } from './input-path.ts'

export type InputProblem = { message: string; path: string | undefined }

type LocatedReason = { reason: string; path: string | undefined }

/**
 * What GraphQL found wrong in a document or in its variables, with the path of the input. GraphQL's message
 * about a variable repeats the whole value, which may contain data that must not be logged; only the reason
 * is kept.
 */
export const inputProblem = (error: GraphQLError, document: DocumentNode | undefined): InputProblem => {
  const { reason, path: parent } = locatedReason(error, document)
  if (parent === undefined) return { message: reason, path: undefined }
  const path = withFieldName(parent, reason)
  return { message: `${path}: ${reason}`, path }
}

const badVariable = /^Variable "\$(\w+)" (?:got invalid value|of (?:required|non-null) type)/

const locatedReason = (error: GraphQLError, document: DocumentNode | undefined): LocatedReason => {
  const variable = badVariable.exec(error.message)?.[1]
  if (variable !== undefined) return reasonInVariable(error, variable, document)
  const [node] = error.nodes ?? []
  const argument = /argument "(\w+)" of type .* is required/.exec(error.message)?.[1]
  return {
    reason: error.message,
    path: argument ?? (document && node && inputPath(document, (other) => other === node)),
  }
}

const reasonInVariable = (
  error: GraphQLError,
  variable: string,
  document: DocumentNode | undefined,
): LocatedReason => {
  const reason = error.originalError?.message ?? error.message
  const prefix = error.message.endsWith(`; ${reason}`) ? error.message.slice(0, -reason.length - 2) : ''
  const pathInVariable = new RegExp(` at "${variable}([^"]*)"$`).exec(prefix)?.[1] ?? ''
  const pathOfVariable =
    document && inputPath(document, (node) => node.kind === Kind.VARIABLE && node.name.value === variable)
  return { reason, path: `${pathOfVariable ?? variable}${pathInVariable}` }
}

const missingOrUnknownField = /^Field "(?:\w+\.)?(\w+)" (?:of required type|is not defined by type)/

/** For a missing or unknown field GraphQL gives the path of its object, so its name is appended. */
const withFieldName = (path: string, reason: string): string => {
  const name = missingOrUnknownField.exec(reason)?.[1]
  return name === undefined || path === name || path.endsWith(`.${name}`) ? path : `${path}.${name}`
}
