import type { Import } from './imports.ts'

/** One room uses another: some production file in `from` imports a file in `to`. */
export type Arrow = { from: string; to: string }

const test = /\.test\.ts$|\/(testing|fixtures)\/|^functions\/behaviour\//

/** The room of a file: domain, functions/commands, infra/kafka, infra/run/host. Undefined for tests. */
export const roomOf = (path: string): string | undefined => {
  if (test.test(path)) return undefined
  const [top, second, third] = path.split('/')
  if (top === 'domain' || second === undefined) return top
  return second === 'run' ? `${top}/run/${third}` : `${top}/${second}`
}

/** The arrows between rooms, each once, in the order of their names. */
export const arrowsOf = (imports: readonly Import[]): Arrow[] => {
  const arrows = new Map<string, Arrow>()
  for (const { from, to } of imports) {
    const arrow = { from: roomOf(from), to: roomOf(to) }
    if (arrow.from !== undefined && arrow.to !== undefined && arrow.from !== arrow.to)
      arrows.set(`${arrow.from} ${arrow.to}`, { from: arrow.from, to: arrow.to })
  }
  return [...arrows.keys()].sort().flatMap((key) => arrows.get(key) ?? [])
}

const layers: readonly RegExp[] = [
  /^infra\/tools$/,
  /^infra\/run\//,
  /^functions\/(http|commands|queries|projections|jobs|internal)$/,
  /^functions\/(write-model|read-model)$/,
  /^functions\/contract$/,
  /^domain$|^infra\/(?!run\/|tools$)/,
]

/** The number of the layer that a room is in, 0 for the highest. -1 for a room that is in no layer. */
export const layerOf = (room: string): number => layers.findIndex((layer) => layer.test(room))
