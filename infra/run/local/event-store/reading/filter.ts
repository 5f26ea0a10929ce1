import type { RecordedEvent } from '../event.ts'
import { invalid, messageOf } from '../node-error.ts'
import type { PrefixFilter } from '../storage/load-pages.ts'

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
 * Uses JavaScript's regular expressions. EventStoreDB uses .NET's, which differ only in rare patterns.
 * @throws INVALID_ARGUMENT when the pattern is not a regular expression
 */
export const byRegex = (field: PrefixFilter['field'], pattern: string): EventFilter => {
  const regex = compileRegex(pattern)
  return { accepts: (event) => regex.test(event[field]) }
}

const compileRegex = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    // The `u` flag rejects escapes such as `^[^\$].*`, which the client itself sends to exclude system
    // events.
  }
  try {
    return new RegExp(pattern)
  } catch (error) {
    throw invalid(`The filter is not a regular expression: ${messageOf(error)}`)
  }
}
