import { join } from 'node:path'
import {
  buildASTSchema,
  type GraphQLFieldResolver,
  type GraphQLScalarType,
  type GraphQLSchema,
  isObjectType,
  print,
} from 'graphql'
import { type RootType, readContract, rootFields } from '../../contract/schema.ts'
import type { GraphQLContext } from './context.ts'
import { dispatcher, requirePermission } from './dispatch.ts'
import { resolveEntities } from './entities.ts'
import { asSubgraph } from './federation.ts'
import { date } from './scalars/date.ts'
import { dateTime } from './scalars/date-time.ts'
import { decimal } from './scalars/decimal.ts'
import { json } from './scalars/json.ts'

/** In a package the bundle is in functions/http/graphql too, so this path is the same. */
const contractFolder = join(import.meta.dirname, '../../contract')

type Resolvers = Record<string, GraphQLFieldResolver<unknown, GraphQLContext>>

/** Tests check the definitions, so that a cold start does not have to. */
export const buildSchema = (): GraphQLSchema => {
  const contract = readContract(contractFolder)
  const dispatchers = (root: RootType): Resolvers =>
    Object.fromEntries(rootFields(contract, root).map((field) => [field, dispatcher(field)]))
  const schema = buildASTSchema(asSubgraph(contract), { assumeValid: true, assumeValidSDL: true })
  const resolveService: Resolvers[string] = (_root, _args, context) => {
    requirePermission('_service', context)
    return { sdl: print(contract) }
  }
  const federation = { _entities: resolveEntities, _service: resolveService }
  setResolvers(schema, 'Query', { ...dispatchers('Query'), ...federation })
  setResolvers(schema, 'Mutation', dispatchers('Mutation'))
  for (const scalar of [date, dateTime, decimal, json])
    Object.assign(schema.getType(scalar.name) ?? {}, conversions(scalar))
  return schema
}

const setResolvers = (schema: GraphQLSchema, typeName: string, resolvers: Resolvers): void => {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) throw new Error(`The contract has no type ${typeName}`)
  for (const [field, resolve] of Object.entries(resolvers)) {
    const declared = type.getFields()[field]
    if (!declared) throw new Error(`${typeName} has no field ${field}`)
    declared.resolve = resolve
  }
}

/**
 * The contract only names a scalar; its description stays, and how it is read and written comes from here.
 */
const conversions = ({ serialize, parseValue, parseLiteral }: GraphQLScalarType) => ({
  serialize,
  parseValue,
  parseLiteral,
})
