import type { Profiler } from 'node:inspector'

/** The parts of a process in which its time goes. It waits for PostgreSQL, or for its next batch. */
export type Part =
  | 'fold and decode'
  | 'rows and statements'
  | 'JSON'
  | 'PostgreSQL driver'
  | 'Node.js'
  | 'garbage collection'
  | 'waiting'
  | 'other'

/** The share of each part in the time, from 0 to 1. */
export type Shares = Readonly<Record<Part, number>>

type ProfileNode = Profiler.ProfileNode

/**
 * Reduces a profile to the share of time that the code of each part has run itself. Code of Node.js counts to
 * the part that has called it; what it does for nobody, such as reading from a socket, is its own part.
 */
export const sharesOf = ({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Shares => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const partOf = (id: number | undefined): Part => {
    const node = id === undefined ? undefined : byId.get(id)
    if (node === undefined) return 'Node.js'
    return ownPartOf(node) ?? partOf(parents.get(node.id))
  }
  const parts = new Map(nodes.map(({ id }) => [id, partOf(id)]))
  const times: Record<Part, number> = {
    ...{ 'fold and decode': 0, 'rows and statements': 0, JSON: 0, 'PostgreSQL driver': 0 },
    ...{ 'Node.js': 0, 'garbage collection': 0, waiting: 0, other: 0 },
  }
  for (const [index, sample] of samples.entries())
    times[parts.get(sample) ?? 'other'] += Math.max(0, timeDeltas[index] ?? 0)
  const total = Object.values(times).reduce((sum, one) => sum + one, 0)
  return Object.fromEntries(
    Object.entries(times).map(([part, time]) => [part, total === 0 ? 0 : time / total]),
  ) as Record<Part, number>
}

const byFunction: Record<string, Part> = {
  '(garbage collector)': 'garbage collection',
  '(idle)': 'waiting',
  '(program)': 'other',
}

const byPath: readonly (readonly [RegExp, Part])[] = [
  [/\/node_modules\/postgres\//, 'PostgreSQL driver'],
  [/\/node_modules\/zod\//, 'fold and decode'],
  [/\/growth\/traced-json\.ts$/, 'JSON'],
  [/\/domain\//, 'fold and decode'],
  [/\/infra\/(kafka|event-store)\//, 'fold and decode'],
  [/\/(functions|infra)\//, 'rows and statements'],
]

/** Undefined for code that belongs to its caller. */
const ownPartOf = ({ callFrame: { functionName, url } }: ProfileNode): Part | undefined => {
  const special = url === '' ? byFunction[functionName] : undefined
  if (special !== undefined) return special
  return byPath.find(([path]) => path.test(url))?.[1]
}

/** The parts as a line, the largest first. */
export const sharesLine = (shares: Shares): string =>
  Object.entries(shares)
    .filter(([, share]) => share >= 0.005)
    .toSorted(([, one], [, other]) => other - one)
    .map(([part, share]) => `${part} ${(share * 100).toFixed(0)} %`)
    .join(', ')
