import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { refusal } from '../refusal.ts'

/** About as many values fit into the 6 MB that a function may answer. A page of 100 invoices with all about their lines is half of it. */
export const maxCost = 100_000
/** Lines, payments and notes of one invoice, which have no page of their own. */
const expectedLength = 10
const largestPage = 100
const defaultPage = 20

type Query = {
  document: DocumentNode
  operationName?: string | null | undefined
  variables: Readonly<Record<string, unknown>>
}

/** Refuses a query whose answer would have too many values: fields times the lengths of the lists around them. */
export const refuseCostly = (schema: GraphQLSchema, query: Query): void => {
  const cost = costOf(schema, query)
  if (cost > maxCost)
    throw refusal({
      code: 'QUERY_TOO_COMPLEX',
      message: `The query asks for about ${cost} values, and at most ${maxCost} fit into an answer; ask for fewer fields or a smaller page`,
      params: { cost, limit: maxCost },
    })
}

export const costOf = (schema: GraphQLSchema, query: Query): number => {
  const operation = getOperationAST(query.document, query.operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!operation || !root) return 0
  const counting = { schema, query, fragments: new Map<string, number>() }
  return costOfSelections(counting, operation.selectionSet, root, expectedLength)
}

type Counting = { schema: GraphQLSchema; query: Query; fragments: Map<string, number> }

/** `page` is the length of the lists directly in a connection, its own `first` or `last`, and the expected one elsewhere. */
const costOfSelections = (
  counting: Counting,
  { selections }: SelectionSetNode,
  type: unknown,
  page: number,
): number => {
  let cost = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) cost += costOfField(counting, selection, type, page)
    else if (selection.kind === Kind.FRAGMENT_SPREAD)
      cost += costOfFragment(counting, selection.name.value, page)
    else {
      const condition = selection.typeCondition
      cost += costOfSelections(
        counting,
        selection.selectionSet,
        condition ? counting.schema.getType(condition.name.value) : type,
        page,
      )
    }
  }
  return cost
}

/** Counted once however often it is spread, or spreading fragments in fragments would make this itself costly. */
const costOfFragment = (counting: Counting, name: string, page: number): number => {
  const key = `${name} ${page}`
  const known = counting.fragments.get(key)
  if (known !== undefined) return known
  let cost = 0
  for (const node of counting.query.document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name)
      cost = costOfSelections(
        counting,
        node.selectionSet,
        counting.schema.getType(node.typeCondition.name.value),
        page,
      )
  counting.fragments.set(key, cost)
  return cost
}

const costOfField = (counting: Counting, node: FieldNode, parent: unknown, page: number): number => {
  const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined
  if (!field) return 1
  const { variables } = counting.query
  const length = isListType(getNullableType(field.type)) ? listLength(node, page, variables) : 1
  const inside = node.selectionSet
    ? costOfSelections(counting, node.selectionSet, composite(field.type), pageOf(field, node, variables))
    : 0
  return length * (1 + inside)
}

const composite = (type: GraphQLOutputType): unknown => {
  const named = getNamedType(type)
  return isCompositeType(named) ? named : undefined
}

type Variables = Query['variables']

const argument = (node: FieldNode, name: string, variables: Variables): unknown => {
  const value = node.arguments?.find((given) => given.name.value === name)?.value
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value]
  if (value?.kind === Kind.INT) return Number(value.value)
  return value?.kind === Kind.LIST ? value.values : undefined
}

const listLength = (node: FieldNode, page: number, variables: Variables): number => {
  const representations = argument(node, 'representations', variables)
  return Array.isArray(representations) ? representations.length : page
}

/** A page size out of bounds is for the function to refuse, with its path; here it counts as the largest. */
const pageOf = (field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Variables): number => {
  if (!field.args.some(({ name }) => name === 'first')) return expectedLength
  const asked = argument(node, 'first', variables) ?? argument(node, 'last', variables) ?? defaultPage
  return typeof asked === 'number' && asked >= 0 ? Math.min(asked, largestPage) : largestPage
}
