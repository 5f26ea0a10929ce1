import {
  type ASTNode,
  type DefinitionNode,
  type DocumentNode,
  type FragmentSpreadNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isNonNullType,
  Kind,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { invalidInput } from './contract-error.ts'
import { inputPath } from './input-path.ts'
import type { Query } from './limits/arguments.ts'

/**
 * Rejects a variable that was sent as null and is used where null is not allowed. Its type may allow null
 * when it has a default, and GraphQL then finds the mistake only when it executes the field: the error would
 * pass for a defect, and below a mutation it would come after its effect.
 * @throws INVALID_INPUT with the path of the argument
 */
export const rejectNullVariables = (schema: GraphQLSchema, query: Query): void => {
  if (!Object.values(query.variables).includes(null)) return
  const [node] = misplacedNulls(schema, query)
  if (node !== undefined) throw errorAt(node, query)
}

const misplacedNulls = (
  schema: GraphQLSchema,
  { document, operationName, variables }: Query,
): VariableNode[] => {
  const found: VariableNode[] = []
  /** The operation, and the fragments that it spreads: those of other operations have other variables. */
  const reached = new Set<ASTNode>()
  const reach = (node: ASTNode | null | undefined): unknown => node && reached.add(node)
  const types = new TypeInfo(schema)
  const visitor = {
    FragmentSpread: ({ name }: FragmentSpreadNode) => void reach(fragmentOf(document, name.value)),
    // It says what type the variable has, and not where it is used.
    VariableDefinition: () => false,
    Variable(node: VariableNode) {
      if (variables[node.name.value] === null && isNonNullType(types.getInputType())) found.push(node)
    },
  }
  reach(getOperationAST(document, operationName))
  for (const node of reached) visit(node, visitWithTypeInfo(types, visitor))
  return found
}

const fragmentOf = ({ definitions }: DocumentNode, name: string): DefinitionNode | undefined =>
  definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name)

const errorAt = (node: VariableNode, { document }: Query): GraphQLError => {
  const path = inputPath(document, (other) => other === node)
  return invalidInput(`${path}: must not be null, and the variable $${node.name.value} is`, path)
}
