import { join } from 'node:path'
import { buildSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLSchema } from 'graphql'
import { type RootType, readContract, rootFields } from '../../contract/schema.ts'
import { dispatcher } from './dispatch.ts'
import { checkedEntities, referenceResolvers } from './entities.ts'
import { date } from './scalars/date.ts'
import { dateTime } from './scalars/date-time.ts'
import { decimal } from './scalars/decimal.ts'
import { json } from './scalars/json.ts'

/** In a package the bundle is in functions/http/graphql too, so this path is the same. */
const contractFolder = join(import.meta.dirname, '../../contract')

export const buildSchema = (): GraphQLSchema => {
  const typeDefs = readContract(contractFolder)
  const dispatchers = (root: RootType) =>
    Object.fromEntries(rootFields(typeDefs, root).map((field) => [field, dispatcher(field)]))
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
  entities.resolve = checkedEntities(entities.resolve)
  return schema
}
