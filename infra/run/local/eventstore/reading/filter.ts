import type { RecordedEvent } from '../event.ts'
import { invalid, messageOf } from '../node-error.ts'
import type { Prefixes } from '../storage/pages.ts'

/** Which events of $all are wanted. `prefixes` is what PostgreSQL can pick out by itself; `accepts` always decides. */
export type EventFilter = { prefixes?: Prefixes; accepts(event: RecordedEvent): boolean }

export const everything: EventFilter = { accepts: () => true }

export const byPrefix = (of: Prefixes['of'], anyOf: readonly string[]): EventFilter => ({
  prefixes: { of, anyOf },
  accepts: (event) => anyOf.some((prefix) => event[of].startsWith(prefix)),
})

/** The dialect is JavaScript's: EventStoreDB's is .NET's, and the two agree on all but exotic patterns. */
export const byRegex = (of: Prefixes['of'], pattern: string): EventFilter => {
  const regex = compiled(pattern)
  return { accepts: (event) => regex.test(event[of]) }
}

const compiled = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    // Only the plain dialect knows escapes such as `^[^\$].*`, which the client itself sends to leave out system events.
  }
  try {
    return new RegExp(pattern)
  } catch (error) {
    throw invalid(`The filter is not a regular expression: ${messageOf(error)}`)
  }
}
