import { type DocumentNode, type GraphQLError, Kind } from 'graphql'
import { inputPath } from './input-path.ts'

export type InputError = { message: string; path: string | undefined }

/**
 * What GraphQL itself found wrong in a document or its variables, with the path of the input. Its own words for a bad
 * variable repeat the whole value, which may hold what belongs in no log; only the reason is kept.
 */
export const inputError = (error: GraphQLError, document: DocumentNode | undefined): InputError => {
  const { reason, path } = found(error, document)
  const whole = path === undefined ? undefined : withMissingField(path, reason)
  return { message: whole === undefined ? reason : `${whole}: ${reason}`, path: whole }
}

const found = (
  error: GraphQLError,
  document: DocumentNode | undefined,
): { reason: string; path: string | undefined } => {
  const variable = /^Variable "\$(\w+)" (?:got invalid value|of (?:required|non-null) type)/.exec(
    error.message,
  )?.[1]
  if (variable !== undefined) return inVariable(error, variable, document)
  const [node] = error.nodes ?? []
  const argument = /argument "(\w+)" of type .* is required/.exec(error.message)?.[1]
  return {
    reason: error.message,
    path: argument ?? (document && node && inputPath(document, (other) => other === node)),
  }
}

const inVariable = (error: GraphQLError, variable: string, document: DocumentNode | undefined) => {
  const reason = error.originalError?.message ?? error.message
  const prefix = error.message.endsWith(`; ${reason}`) ? error.message.slice(0, -reason.length - 2) : ''
  const below = new RegExp(` at "${variable}([^"]*)"$`).exec(prefix)?.[1] ?? ''
  const used =
    document && inputPath(document, (node) => node.kind === Kind.VARIABLE && node.name.value === variable)
  return { reason, path: `${used ?? variable}${below}` }
}

/** A field that is missing or unknown is named itself, not the object that should or should not hold it. */
const withMissingField = (path: string, reason: string): string => {
  const name = /^Field "(?:\w+\.)?(\w+)" (?:of required type|is not defined by type)/.exec(reason)?.[1]
  return name === undefined || path === name || path.endsWith(`.${name}`) ? path : `${path}.${name}`
}
