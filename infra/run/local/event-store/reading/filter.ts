import type { RecordedEvent } from '../event.ts'
import { invalid, messageOf, type NodeError } from '../node-error.ts'
import type { PrefixFilter } from '../storage/load-pages.ts'
import { translateRegex } from './dotnet-regex.ts'

/**
 * A filter on $all. `prefixes`, when given, lets PostgreSQL leave out most other events; `accepts` decides
 * about each event.
 */
export type EventFilter = { prefixes?: PrefixFilter; accepts(event: RecordedEvent): boolean }

export const everything: EventFilter = { accepts: () => true }

export const byPrefix = (field: PrefixFilter['field'], prefixes: readonly string[]): EventFilter => ({
  prefixes: { field, prefixes },
  accepts: (event) => prefixes.some((prefix) => event[field].startsWith(prefix)),
})

/**
 * EventStoreDB uses the regular expressions of .NET, which are translated.
 * @throws INVALID_ARGUMENT when the pattern is not a regular expression, or has no equivalent in JavaScript
 */
export const byRegex = (field: PrefixFilter['field'], pattern: string): EventFilter => {
  const regex = compileRegex(pattern)
  return { accepts: (event) => regex.test(event[field]) }
}

const compileRegex = (pattern: string): RegExp => {
  try {
    return new RegExp(translateRegex(pattern), 'u')
  } catch (error) {
    // Flag u rejects a brace that is not part of a quantifier, which .NET takes for a character.
    if (/[{}]/.test(pattern) && !/[(\\]/.test(pattern)) return compileWithBraces(pattern)
    throw notAnExpression(error)
  }
}

const compileWithBraces = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern)
  } catch (error) {
    throw notAnExpression(error)
  }
}

const notAnExpression = (error: unknown): NodeError =>
  invalid(`The filter is not a regular expression: ${messageOf(error)}`)
