import { type DocumentNode, Kind, parse } from 'graphql'

/**
 * What Apollo Federation 2 adds to a subgraph. @apollo/subgraph would add it too, but it checks the whole
 * schema with the code of the composition: 151 of 341 kB of the bundle, and 180 of the 290 ms that the import
 * of this function takes. A test compares the schema with its own.
 */
const definitions = (entities: readonly string[]): string => `
  directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
  directive @key(fields: federation__FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  enum link__Purpose {
    "\`SECURITY\` features provide metadata necessary to securely resolve fields."
    SECURITY
    "\`EXECUTION\` features provide metadata necessary for operation execution."
    EXECUTION
  }
  scalar link__Import
  scalar federation__FieldSet
  scalar _Any
  type _Service { sdl: String }
  union _Entity = ${entities.join(' | ')}
  extend type Query {
    _entities(representations: [_Any!]!): [_Entity]!
    _service: _Service!
  }
`

/** Returns the contract with the types and fields of a subgraph. */
export const asSubgraph = (contract: DocumentNode): DocumentNode => {
  const added = parse(definitions(entitiesOf(contract)), { noLocation: true })
  return { kind: Kind.DOCUMENT, definitions: [...contract.definitions, ...added.definitions] }
}

const entitiesOf = (contract: DocumentNode): string[] =>
  contract.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    definition.directives?.some(({ name }) => name.value === 'key')
      ? [definition.name.value]
      : [],
  )
