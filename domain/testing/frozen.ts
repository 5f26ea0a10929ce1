import type { Codec } from '../event/codec.ts'
import type { Declaration } from '../event/declaration.ts'

/** The names of the frozen files of these types: one for each version of each type. */
export const frozenNames = (declarations: readonly Declaration[]): readonly string[] =>
  declarations.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, older) => `${type}.v${older + 1}.json`),
  )

export const typeAndVersion = (name: string): readonly [string, number] => {
  const [type = '', version = ''] = name.split(/\.v|\.json/)
  return [type, Number(version)]
}

/** The event after it was stored and read again. */
export const storedAndRead = <Event>({ encode, decode }: Codec<Event>, event: Event): Event => {
  const { type, version, data } = encode(event)
  return decode({ type, data, metadata: { schemaVersion: version } })
}
