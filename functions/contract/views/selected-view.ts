import { byFirstName, prune } from './answer.ts'

type Paths = readonly string[] | undefined

/** How each field of a view is made. `below` are the paths that are selected below it; undefined for all. */
export type FieldsOf<Source> = Readonly<Record<string, (source: Source, below: Paths) => unknown>>

/** The view with all of these fields. */
export type ViewOf<Fields> = {
  -readonly [Name in keyof Fields]: Fields[Name] extends (...args: never) => infer Value ? Value : never
}

/**
 * Returns the function that makes a view with only what the paths lead to, as `prune` would leave it of the
 * whole; without paths it makes the whole. No other field is made: all fields of an invoice take longer than
 * the rest of its read.
 */
export const viewMaker = <Source, Fields extends FieldsOf<Source>>(fields: Fields) => {
  const makers = new Map(Object.entries(fields))
  return (source: Source, paths: Paths): Partial<ViewOf<Fields>> => {
    const view: Record<string, unknown> = {}
    if (paths === undefined) for (const [name, make] of makers) view[name] = make(source, undefined)
    else
      for (const [name, inner] of byFirstName(paths)) {
        const below = inner.includes('') ? undefined : inner
        const make = makers.get(name)
        if (make) view[name] = prune(make(source, below), below)
      }
    return view as Partial<ViewOf<Fields>>
  }
}
