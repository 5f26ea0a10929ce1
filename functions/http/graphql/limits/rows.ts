import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getOperationAST,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql'
import { operationRequirements, type Requirement } from '../../../../infra/auth/permissions.ts'
import { contractError } from '../contract-error.ts'
import { rootFields } from '../root-fields.ts'
import { hasArgument, pageSize, type Query, representationCount } from './arguments.ts'

/** Five of the largest pages. */
export const maxRows = 500
/** An older state is folded from a stream, which costs about as much as a page. */
const rowsOfStream = 20
/**
 * A report is a sum over the documents of its period, whatever the size of its page. Twelve of them, such as
 * the returns of a year, are one request.
 */
const rowsOfReport = 40

/**
 * Counts the invoices, events and other rows that all root fields may load, whatever is selected of them.
 * @throws QUERY_TOO_COMPLEX when there are more than `maxRows`
 */
export const rejectTooManyRows = (schema: GraphQLSchema, query: Query): void => {
  const rows = rowsOf(schema, query)
  if (rows > maxRows)
    throw contractError({
      code: 'QUERY_TOO_COMPLEX',
      message:
        `All fields of this request together may load ${rows} rows, and at most ${maxRows} are allowed; ` +
        'ask for smaller pages, or send several requests',
      params: { rows, limit: maxRows },
    })
}

export const rowsOf = (schema: GraphQLSchema, query: Query): number => {
  const operation = getOperationAST(query.document, query.operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!operation || !root) return 0
  let rows = 0
  for (const node of runningFields(operation, query)) rows += rowsOfField(root, node, query)
  return rows
}

const rowsOfField = (root: GraphQLObjectType, node: FieldNode, query: Query): number => {
  const field = root.getFields()[node.name.value]
  if (!field) return 0
  if (hasArgument(node, 'asOf', query) || hasArgument(node, 'minRevision', query)) return rowsOfStream
  const rows = representationCount(field, node, query) ?? pageSize(field, node, query) ?? 1
  return isReport(field.name) ? Math.max(rows, rowsOfReport) : rows
}

const requirements: Readonly<Record<string, Requirement>> = operationRequirements

const isReport = (field: string): boolean => requirements[field]?.includes('report:read') ?? false

/** The root fields that run: one for each key of the response. */
export const runningFields = (operation: OperationDefinitionNode, query: Query): FieldNode[] => [
  ...rootFields(query.document, operation, (node) => runs(node, query)).values(),
]

/** A field whose condition cannot be read counts as one that runs. */
const runs = (node: SelectionNode, { variables }: Query): boolean => {
  try {
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false
  } catch {
    return true
  }
}
