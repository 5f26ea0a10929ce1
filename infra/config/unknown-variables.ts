import type { Environment } from './environment.ts'
import { variables } from './variables.ts'

const ours = /^(DATABASE|EVENTSTORE|KAFKA|JWT|REDIS|OTEL|CORS)_/

/** Kubernetes gives every container the addresses of its services; one called kafka would else be warned of each time. */
const serviceLink = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?$/

/**
 * One warning for each variable that has one of our prefixes and is not read, with the name that was probably meant: a
 * misspelt name is else a default in silence.
 */
export const unknownVariables = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter((name) => environment[name] && ours.test(name) && !(name in variables) && !serviceLink.test(name))
    .sort()
    .map((name) => `${name} is set but nothing reads it${meant(name)}`)

const meant = (name: string): string => {
  const known = Object.keys(variables)
  const nearest =
    known.find((other) => other.startsWith(name) || name.startsWith(other)) ??
    known.find((other) => distance(name, other) <= 2)
  return nearest ? `; did you mean ${nearest}?` : ''
}

/** Letters to insert, delete or replace to make one word the other (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
