import type { Environment } from './environment.ts'
import { variables } from './variables.ts'

const servicePrefix =
  /^(HOST_ROLE|(DATABASE|EVENTSTORE|KAFKA|REDIS|INVOICE_CACHE|RATE_LIMIT|REQUEST_QUOTA|JWT|OTEL|CORS|METRICS|GRAPHQL|DOCUMENT)_)/

/** Kubernetes sets such variables in every container for each service, for example for one named kafka. */
const kubernetesService =
  /^\w+(_SERVICE_(HOST|PORT(_\w+)?)=|_PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?=|_PORT=(tcp|udp|sctp):)/

/**
 * Returns one warning for each variable that has one of our prefixes and that nothing reads, with the name
 * that was probably meant. Without the warning a misspelt name would silently leave the default in force.
 */
export const unknownVariables = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter(
      (name) =>
        environment[name] &&
        servicePrefix.test(name) &&
        !(name in variables) &&
        !kubernetesService.test(`${name}=${environment[name]}`),
    )
    .sort()
    .map((name) => `${name} is set but nothing reads it${suggestionFor(name)}`)

const suggestionFor = (name: string): string => {
  const known = Object.keys(variables)
  const nearest =
    known.find((other) => other.startsWith(name) || name.startsWith(other)) ??
    known.find((other) => distance(name, other) <= 2)
  return nearest ? `; did you mean ${nearest}?` : ''
}

/** The number of letters to insert, delete or replace to turn one word into the other (Levenshtein). */
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
