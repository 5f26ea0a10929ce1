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

type Query = { document: DocumentNode; operationName?: string | null | undefined; variables: Readonly<Record<string, unknown>> }

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

export const costOf = (schema: GraphQLSchema, { document, operationName, variables }: Query): number => {
  const operation = getOperationAST(document, operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!operation || !root) return 0
  const fragmentCosts = new Map<string, number>()

  const costOfFragment = (name: string, page: number): number => {
    const key = `${name} ${page}`
    const known = fragmentCosts.get(key)
    if (known !== undefined) return known
    const definition = document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name)
    const cost =
      definition?.kind === Kind.FRAGMENT_DEFINITION
        ? costOfSelections(definition.selectionSet, typeNamed(definition.typeCondition.name.value), page)
        : 0
    fragmentCosts.set(key, cost)
    return cost
  }
  const typeNamed = (name: string): unknown => schema.getType(name)
  const costOfSelections = ({ selections }: SelectionSetNode, type: unknown, page: number): number => {
    let cost = 0
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) cost += costOfFragment(selection.name.value, page)
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        cost += costOfSelections(
          selection.selectionSet,
          selection.typeCondition ? typeNamed(selection.typeCondition.name.value) : type,
          page,
        )
      else cost += costOfField(selection, type, page)
    }
    return cost
  }
  /** `page` is the length of the lists directly in a connection: its own `first` or `last`. */
  const costOfField = (node: FieldNode, parent: unknown, page: number): number => {
    const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined
    if (!field) return 1
    const length = isListType(getNullableType(field.type)) ? listLength(node, page, variables) : 1
    return (
      length * (1 + (node.selectionSet ? costOfSelections(node.selectionSet, composite(field.type), pageOf(field, node, variables)) : 0))
    )
  }
  return costOfSelections(operation.selectionSet, root, expectedLength)
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
