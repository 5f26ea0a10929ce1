import { readFileSync } from 'node:fs'
import { type Json, snapshotOf } from '../event/snapshot.ts'

/**
 * The fields that snapshots of these states have, sorted: the path of each, and the kind of its values where
 * one is not null.
 */
export const shapeOf = (states: readonly object[]): readonly string[] => {
  const kinds = new Map<string, Set<string>>()
  for (const state of states) collect(snapshotOf(state), '', kinds)
  return [...kinds].map(([path, found]) => [path, ...[...found].sort()].join(' ')).sort()
}

/** The parameters of messages have any names. */
const openFields = new Set(['params'])

const collect = (value: Json, path: string, kinds: Map<string, Set<string>>): void => {
  if (path !== '') {
    const found = kinds.get(path) ?? new Set()
    kinds.set(path, value === null ? found : found.add(isList(value) ? 'list' : typeof value))
  }
  if (isList(value)) for (const item of value) collect(item, `${path}[]`, kinds)
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      if (!openFields.has(name)) collect(inner, path === '' ? name : `${path}.${name}`, kinds)
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/**
 * The recorded shapes of an aggregate by their numbers, from the file `snapshot-shapes.json` in its folder.
 */
export const recordedShapes = (aggregate: string): Readonly<Record<string, readonly string[]>> =>
  JSON.parse(readFileSync(new URL(`../${aggregate}/snapshot-shapes.json`, import.meta.url), 'utf8'))
