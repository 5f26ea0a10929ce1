import type { Codec } from '../event/codec.ts'
import type { Declaration } from '../event/declaration.ts'

/** Every file name that the frozen events of these types need: one for each version there ever was. */
export const frozenNames = (declarations: readonly Declaration[]): readonly string[] =>
  declarations.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, older) => `${type}.v${older + 1}.json`),
  )

export const typeAndVersion = (name: string): readonly [string, number] => {
  const [type = '', version = ''] = name.split(/\.v|\.json/)
  return [type, Number(version)]
}

/** The event as it comes back from the store. */
export const storedAndRead = <Event>({ encode, decode }: Codec<Event>, event: Event): Event => {
  const { type, version, data } = encode(event)
  return decode({ type, data, metadata: { schemaVersion: version } })
}
