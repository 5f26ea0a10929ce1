import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  getNullableType,
  getOperationAST,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql'

export type Query = {
  document: DocumentNode
  operationName?: string | null | undefined
  /** As they were sent, so without the defaults of the operation. */
  variables: Readonly<Record<string, unknown>>
}

type Field = GraphQLField<unknown, unknown>

const largestPage = 100
const defaultPage = 20

/** The page size of a field that has the argument `first`; undefined for another field. */
export const pageSize = (field: Field, node: FieldNode, query: Query): number | undefined => {
  const first = field.args.find(({ name }) => name === 'first')
  if (!first) return undefined
  const declared = typeof first.defaultValue === 'number' ? first.defaultValue : defaultPage
  const size = argumentOf(node, 'first', query) ?? argumentOf(node, 'last', query) ?? declared
  // The function rejects a size out of range, with its path. Here it counts as the largest page.
  return typeof size === 'number' && size >= 0 ? Math.min(size, largestPage) : largestPage
}

/** The number of entities that _entities is asked for; undefined for another field. */
export const representationCount = (field: Field, node: FieldNode, query: Query): number | undefined => {
  if (!field.args.some(({ name, type }) => name === 'representations' && isListType(getNullableType(type))))
    return undefined
  const representations = argumentOf(node, 'representations', query)
  return Array.isArray(representations) ? representations.length : 1
}

/** Whether the argument has a value other than null. */
export const hasArgument = (node: FieldNode, name: string, query: Query): boolean =>
  argumentOf(node, name, query) != null

/** A number, a list or a text; true for any other value; undefined or null without one. */
const argumentOf = (node: FieldNode, name: string, query: Query): unknown => {
  const value = node.arguments?.find((one) => one.name.value === name)?.value
  if (value?.kind !== Kind.VARIABLE) return literal(value)
  const sent = query.variables[value.name.value]
  return sent === undefined ? literal(defaultOf(value.name.value, query)) : sent
}

/** The default of a variable in the document, as it is written there. */
export const defaultOf = (variable: string, { document, operationName }: Query): ValueNode | undefined =>
  getOperationAST(document, operationName)?.variableDefinitions?.find(
    (one) => one.variable.name.value === variable,
  )?.defaultValue

const literal = (value: ValueNode | undefined): unknown => {
  if (value === undefined || value.kind === Kind.NULL) return undefined
  if (value.kind === Kind.INT) return Number(value.value)
  return value.kind === Kind.LIST ? value.values : true
}
