import {
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql'
import { contractError } from '../contract-error.ts'
import { pageSize, type Query, representationCount } from './arguments.ts'
import { rejectTooManyRows } from './rows.ts'

/**
 * About this many values fit into 6 MB. A page of 100 invoices with all fields of their lines needs half of
 * it.
 */
const maxCost = 100_000
/** The assumed number of lines, of payments and of notes of one invoice: these lists have no pages. */
const assumedLength = 10

/**
 * Counts the rows that the request may load, and estimates the number of values in its response: fields times
 * the lengths of the lists around them.
 * @throws QUERY_TOO_COMPLEX when there are more than `maxRows`, or the estimate is above `maxCost`
 */
export const rejectCostlyQuery = (schema: GraphQLSchema, query: Query): void => {
  rejectTooManyRows(schema, query)
  const cost = costOf(schema, query)
  if (cost > maxCost)
    throw contractError({
      code: 'QUERY_TOO_COMPLEX',
      message:
        `The query asks for about ${cost} values, and at most ${maxCost} fit into a response; ` +
        'ask for fewer fields or a smaller page',
      params: { cost, limit: maxCost },
    })
}

/** The estimated number of values in the response to the query. */
export const costOf = (schema: GraphQLSchema, query: Query): number => {
  const operation = getOperationAST(query.document, query.operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!operation || !root) return 0
  const estimate = { schema, query, fragmentCosts: new Map<string, number>() }
  return costOfSelections(estimate, operation.selectionSet, root, assumedLength)
}

type Estimate = { schema: GraphQLSchema; query: Query; fragmentCosts: Map<string, number> }

/**
 * `page` is the length of the lists in the selections: the page size in a connection, else the assumed
 * length.
 */
const costOfSelections = (
  estimate: Estimate,
  { selections }: SelectionSetNode,
  type: unknown,
  page: number,
): number => {
  let cost = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) cost += costOfField(estimate, selection, type, page)
    else if (selection.kind === Kind.FRAGMENT_SPREAD)
      cost += costOfFragment(estimate, selection.name.value, page)
    else {
      const condition = selection.typeCondition
      cost += costOfSelections(
        estimate,
        selection.selectionSet,
        condition ? estimate.schema.getType(condition.name.value) : type,
        page,
      )
    }
  }
  return cost
}

/** Computed once per fragment and page, because nested fragments would make the estimate itself costly. */
const costOfFragment = (estimate: Estimate, name: string, page: number): number => {
  const key = `${name} ${page}`
  const known = estimate.fragmentCosts.get(key)
  if (known !== undefined) return known
  let cost = 0
  for (const node of estimate.query.document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name)
      cost = costOfSelections(
        estimate,
        node.selectionSet,
        estimate.schema.getType(node.typeCondition.name.value),
        page,
      )
  estimate.fragmentCosts.set(key, cost)
  return cost
}

const costOfField = (estimate: Estimate, node: FieldNode, parent: unknown, page: number): number => {
  const { query } = estimate
  const name = node.name.value
  const field = isObjectType(parent) ? (parent.getFields()[name] ?? metaFields.get(name)) : undefined
  if (!field) return 1
  const size = pageSize(field, node, query)
  const length = isListType(getNullableType(field.type))
    ? (representationCount(field, node, query) ?? size ?? page)
    : 1
  const inside = node.selectionSet
    ? costOfSelections(estimate, node.selectionSet, composite(field.type), size ?? assumedLength)
    : 0
  return length * (1 + inside)
}

/** Where clients may read the schema, a few hundred fields of it could be values by the million. */
const metaFields = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]))

const composite = (type: GraphQLOutputType): unknown => {
  const named = getNamedType(type)
  return isCompositeType(named) ? named : undefined
}
