import { BrokenInvariant } from '../decision.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** The names of the fields of an object that are figures (bigint). */
export type FigureNames<Thing> = Thing extends unknown
  ? { [Name in keyof Thing]-?: Extract<Thing[Name], bigint> extends never ? never : Name }[keyof Thing]
  : never

/**
 * The state as JSON: figures are texts in their smallest unit. When the shape of the state changes, the
 * number of its shape is raised, older snapshots are discarded and the events are folded again.
 */
export const snapshotOf = (state: object): Json =>
  JSON.parse(
    JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  )

/**
 * The state that the snapshot was made of, whose fields with these names are figures. Parameters of messages
 * remain texts, whatever their names.
 * @throws BrokenInvariant when the value is not an object
 */
export const stateFrom = <State>(snapshot: Json, figures: Readonly<Record<string, true>>): State => {
  if (typeof snapshot !== 'object' || snapshot === null || Array.isArray(snapshot))
    throw new BrokenInvariant('Not a snapshot of a state')
  return revive(snapshot, figures) as State
}

const revive = (value: Json, figures: Readonly<Record<string, true>>, name = ''): unknown => {
  if (typeof value === 'string') return Object.hasOwn(figures, name) ? BigInt(value) : value
  if (typeof value !== 'object' || value === null || name === 'params') return value
  if (Array.isArray(value)) return value.map((item: Json) => revive(item, figures))
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, revive(inner, figures, field)]),
  )
}
