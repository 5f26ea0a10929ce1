import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DocumentNode, Kind, parse } from 'graphql'

/**
 * The parsed schema.graphql. The caller states the path of this folder relative to its own, because a bundler
 * moves this code into the bundle of the caller.
 */
export const readContract = (folder: string): DocumentNode =>
  parse(readFileSync(join(folder, 'schema.graphql'), 'utf8'), { noLocation: true })

export type RootType = 'Query' | 'Mutation'

/** The names of the root fields of the contract. */
export const rootFields = (contract: DocumentNode, root: RootType): string[] =>
  contract.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === root
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  )

/** The name in the manifest of the function that serves a root field: `createInvoice` -> `create-invoice`. */
export const functionKey = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
