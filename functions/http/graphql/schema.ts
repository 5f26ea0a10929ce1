import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { type DocumentNode, type GraphQLSchema, Kind, parse } from 'graphql'
import { dispatching } from './dispatch.ts'
import { guarded, referenceResolvers } from './entities.ts'
import { date } from './scalars/date.ts'
import { dateTime } from './scalars/date-time.ts'
import { decimal } from './scalars/decimal.ts'
import { json } from './scalars/json.ts'

/** The contract. The file travels beside this one in every package. */
export const contract = (): DocumentNode =>
  parse(readFileSync(join(import.meta.dirname, '../../contract/schema.graphql'), 'utf8'), {
    noLocation: true,
  })

/** The root fields of the contract: each is answered by the function of its name. */
export const rootFields = (document: DocumentNode, root: 'Query' | 'Mutation'): string[] =>
  document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === root
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  )

export const buildSchema = (): GraphQLSchema => {
  const typeDefs = contract()
  const dispatchers = (root: 'Query' | 'Mutation') =>
    Object.fromEntries(rootFields(typeDefs, root).map((field) => [field, dispatching(field)]))
  const schema = buildSubgraphSchema([
    {
      typeDefs,
      resolvers: {
        Query: dispatchers('Query'),
        Mutation: dispatchers('Mutation'),
        Date: date,
        DateTime: dateTime,
        Decimal: decimal,
        JSON: json,
        ...referenceResolvers,
      },
    },
  ])
  const entities = schema.getQueryType()?.getFields()._entities
  if (!entities?.resolve) throw new Error('The subgraph has no _entities field')
  entities.resolve = guarded(entities.resolve)
  return schema
}
