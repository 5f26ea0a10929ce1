import type { Codec } from '../event/codec.ts'
import type { Declaration } from '../event/declaration.ts'

/** The frozen files that these types must have: one for each version of each type. */
export const frozenNames = (declarations: readonly Declaration[]): readonly string[] =>
  declarations.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, older) => `${type}.v${older + 1}.json`),
  )

/**
 * Type and version of a frozen file: `InvoiceApproved.v1.json`, or another example of the same version, such
 * as `InvoiceApproved.v1-early.json`.
 */
export const typeAndVersion = (name: string): readonly [string, number] => {
  const [, type = '', version = ''] = /^(\w+)\.v(\d+)(?:-[a-z-]+)?\.json$/.exec(name) ?? []
  return [type, Number(version)]
}

/** The event after it was stored and read again. */
export const storedAndRead = <Event>({ encode, decode }: Codec<Event>, event: Event): Event => {
  const { type, version, data } = encode(event)
  return decode({ type, data, metadata: { schemaVersion: version } })
}
