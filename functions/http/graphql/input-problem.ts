import { type DocumentNode, type GraphQLError, Kind } from 'graphql'
import { shorten } from '../../../infra/observability/shorten.ts'
import { inputPath } from './input-path.ts'

export type InputProblem = { message: string; path: string | undefined }

const maxPathCharacters = 500

type LocatedReason = { reason: string; path: string | undefined }

/**
 * What GraphQL found wrong in a document or in its variables, with the path of the input. GraphQL's message
 * about a variable repeats the whole value, which may contain data that must not be logged; only the reason
 * is kept.
 */
export const inputProblem = (error: GraphQLError, document: DocumentNode | undefined): InputProblem => {
  const { reason, path: parent } = locatedReason(error, document)
  if (parent === undefined) return { message: reason, path: undefined }
  const path = shorten(withFieldName(parent, reason), maxPathCharacters)
  return { message: `${path}: ${reason}`, path }
}

// Anchored and bounded: a message may repeat megabytes of input, and input may imitate a message.
const badVariable = /^Variable "\$(\w{1,200})" (?:got invalid value|of (?:required|non-null) type)/
const missingArgument = /^(?:Field|Directive) "@?\w{1,200}" argument "(\w{1,200})" of type "/
const missingOrUnknownField =
  /^Field "(?:\w{1,200}\.)?(\w{1,200})" (?:of required type|is not defined by type)/

const locatedReason = (error: GraphQLError, document: DocumentNode | undefined): LocatedReason => {
  const variable = badVariable.exec(error.message)?.[1]
  if (variable !== undefined) return reasonInVariable(error, variable, document)
  const [node] = error.nodes ?? []
  const argument = missingArgument.exec(error.message)?.[1]
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
  const pathOfVariable =
    document && inputPath(document, (node) => node.kind === Kind.VARIABLE && node.name.value === variable)
  return { reason, path: `${pathOfVariable ?? variable}${pathInVariable(error.message, variable, reason)}` }
}

/** The last part of `Variable "$in" got invalid value ... at "in.lineItems[2].quantity"; reason`. */
const pathInVariable = (message: string, variable: string, reason: string): string => {
  const opening = ` at "${variable}`
  const closing = `"; ${reason}`
  if (!message.endsWith(closing)) return ''
  const end = message.length - closing.length
  const start = message.lastIndexOf(opening, end - opening.length)
  if (start === -1) return ''
  const path = message.slice(start + opening.length, end)
  return /^[.[]/.test(path) && path.length <= maxPathCharacters && !path.includes('"') ? path : ''
}

/** For a missing or unknown field GraphQL gives the path of its object, so its name is appended. */
const withFieldName = (path: string, reason: string): string => {
  const name = missingOrUnknownField.exec(reason)?.[1]
  return name === undefined || path === name || path.endsWith(`.${name}`) ? path : `${path}.${name}`
}
