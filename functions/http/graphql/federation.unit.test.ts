import { join } from 'node:path'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { expect, test } from '@jest/globals'
import { GraphQLSchema, lexicographicSortSchema, printSchema, validateSchema } from 'graphql'
import { readContract } from '../../contract/schema.ts'
import { buildSchema } from './schema.ts'

/** The directives of the specification that the contract does not import have no effect here. */
const printed = (schema: GraphQLSchema): string =>
  printSchema(lexicographicSortSchema(schema))
    .split('\n\n')
    .filter((definition) => !definition.startsWith('directive @federation__'))
    .join('\n\n')

test('the schema is the one that @apollo/subgraph makes of the contract', () => {
  const typeDefs = readContract(join(import.meta.dirname, '../../contract'))
  expect(printed(buildSchema())).toBe(printed(buildSubgraphSchema([{ typeDefs }])))
})

test('the schema is valid, so that a cold start need not check it', () => {
  const checked = new GraphQLSchema({ ...buildSchema().toConfig(), assumeValid: false })
  expect(validateSchema(checked)).toEqual([])
})
