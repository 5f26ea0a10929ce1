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
export const snapshotOf = (state: object): Json => JSON.parse(snapshotText(state))

/** The text of that JSON. */
export const snapshotText = (state: object): string =>
  JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

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

/** For every state that is read, so without a list of the entries of each object. */
const revive = (value: Json, figures: Readonly<Record<string, true>>): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Json) => revive(item, figures))
  const fields = value as Readonly<Record<string, Json>>
  const revived: Record<string, unknown> = { ...fields }
  for (const name in fields) {
    const field = fields[name] as Json
    if (typeof field === 'string') {
      if (figures[name] === true) revived[name] = BigInt(field)
    } else if (typeof field === 'object' && name !== 'params') revived[name] = revive(field, figures)
  }
  return revived
}
